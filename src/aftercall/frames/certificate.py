"""The certificate: all that somebody with the frame needs to draw the sample again and get the same people."""

import json
import re
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from aftercall.frames.errors import BadInput
from aftercall.frames.rules import digest

FORMAT = "aftercall-sample-1"
CERTIFICATE = "certificate.json"
_EXACT = re.compile(r"[0-9]{1,4000}(/[0-9]{1,4000})?")


@dataclass(frozen=True)
class Stratum:
    """A stratum's people in the frame (N_h) and in the sample (n_h)."""

    stratum: str
    population: int
    sample: int


@dataclass(frozen=True)
class Certificate:
    """Digests are SHA-256 in hex; `fraction` is what was asked for, `probability` what everybody had, both exact."""

    format: str
    code_version: str
    seed_commitment: str
    seed: str
    fraction: Fraction
    probability: Fraction
    population: int
    sample: int
    strata: tuple[Stratum, ...]
    rules_digest: str
    frame_digest: str
    frame_file_digest: str
    sample_digest: str
    sample_file_digest: str

    def to_mapping(self) -> dict[str, Any]:
        """As certificate.json holds it."""
        return asdict(self) | {
            "fraction": str(self.fraction),
            "probability": str(self.probability),
            "strata": [asdict(stratum) for stratum in self.strata],
        }

    def to_text(self) -> str:
        """The text of certificate.json."""
        return json.dumps(self.to_mapping(), indent=2, ensure_ascii=False) + "\n"

    def digest(self) -> str:
        """SHA-256, hex, of what it says, whatever the layout of its file: what an audit log commits to."""
        return digest(self.to_mapping())

    def write(self, folder: Path) -> None:
        """Write certificate.json."""
        (folder / CERTIFICATE).write_text(self.to_text(), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Errors: BadInput where there is none, or it is not one of this format."""
        path = folder / CERTIFICATE
        try:
            content = path.read_bytes()
        except OSError:
            raise BadInput(f"{path}: can't be read; name a folder made by 'aftercall sample draw'") from None
        return cls.from_bytes(content, str(path))

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> Self:
        """The content of a certificate.json from anybody; `where` names it in an error. Errors: BadInput."""
        try:
            return cls.from_mapping(json.loads(content))
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
            raise BadInput(f"{where}: is not a certificate of the format {FORMAT}") from None

    @classmethod
    def from_mapping(cls, entries: dict[str, Any]) -> Self:
        """Errors: ValueError, KeyError or TypeError where it is not one of this format."""
        if entries["format"] != FORMAT or set(entries) != {field.name for field in fields(cls)}:
            raise ValueError(FORMAT)
        bytes.fromhex(entries["seed"])
        strata = tuple(
            Stratum(str(s["stratum"]), whole(s["population"]), whole(s["sample"])) for s in entries["strata"]
        )
        exact = {name: exact_fraction(entries[name]) for name in ("fraction", "probability")}
        counts = {name: whole(entries[name]) for name in ("population", "sample")}
        return cls(**(entries | exact | counts | {"strata": strata}))


def exact_fraction(text: str) -> Fraction:
    """A fraction as a certificate writes it. A power of ten, which could fill the memory, is none: ValueError."""
    if not _EXACT.fullmatch(text):
        raise ValueError(FORMAT)
    return Fraction(text)


def whole(value: object) -> int:
    """A count as a certificate writes it. Errors: TypeError."""
    if type(value) is not int:
        raise TypeError(FORMAT)
    return value
