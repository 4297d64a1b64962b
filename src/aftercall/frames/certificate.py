"""The certificate: everything that is needed, besides the frame, to draw the sample again and get the same people."""

import json
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.frames.design import SampleDesign
from aftercall.frames.exact import exact_fraction, whole_number
from aftercall.frames.rules import digest

FORMAT = "aftercall-sample-4"
CERTIFICATE = "certificate.json"


@dataclass(frozen=True)
class Stratum:
    """A stratum's people in the frame (N_h) and the sample (n_h), and each person's exact probability of selection."""

    stratum: str
    population: int
    sample: int
    probability: Fraction


@dataclass(frozen=True)
class Certificate:
    """Digests are SHA-256 in hex. `permanent_seed` is the seed of the permanent random numbers, which is the draw's own
    unless the programme keeps one from wave to wave."""

    format: str
    code_version: str
    seed_commitment: str
    seed: str
    permanent_commitment: str
    permanent_seed: str
    design: SampleDesign
    population: int
    sample: int
    strata: tuple[Stratum, ...]
    rules_digest: str
    frame_digest: str
    frame_file_digest: str
    sample_digest: str
    sample_file_digest: str

    def to_mapping(self) -> dict[str, Any]:
        """The content of certificate.json."""
        return asdict(self) | {
            "design": self.design.to_mapping(),
            "strata": [asdict(s) | {"probability": str(s.probability)} for s in self.strata],
        }

    def to_text(self) -> str:
        """The content of certificate.json as text."""
        return json.dumps(self.to_mapping(), indent=2, ensure_ascii=False) + "\n"

    def digest(self) -> str:
        """SHA-256, hex, of the content, whatever the layout of its file: what the audit log records."""
        return digest(self.to_mapping())

    def write(self, folder: Path) -> None:
        """Write certificate.json."""
        (folder / CERTIFICATE).write_text(self.to_text(), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder's certificate. Errors: BadInput where there is none, or it has another format."""
        path = folder / CERTIFICATE
        try:
            content = path.read_bytes()
        except OSError:
            raise BadInput(f"{path}: can't be read; name a folder made by 'aftercall sample draw'") from None
        return cls.from_bytes(content, str(path))

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> Self:
        """From the bytes of a file that is not trusted. `where`: named in an error. Errors: BadInput."""
        try:
            return cls.from_mapping(_storable(json.loads(content)))
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError, BadInput):
            raise BadInput(f"{where}: is not a certificate in the format {FORMAT}") from None

    @classmethod
    def from_mapping(cls, entries: dict[str, Any]) -> Self:
        """From parsed JSON. Errors: ValueError, KeyError or TypeError where it has another format."""
        if entries["format"] != FORMAT or set(entries) != {field.name for field in fields(cls)}:
            raise ValueError(FORMAT)
        values: dict[str, Any] = {name: str(entries[name]) for name in _TEXTS}
        for name in ("seed", "permanent_seed"):
            bytes.fromhex(values[name])
        values |= {name: whole_number(entries[name]) for name in ("population", "sample")}
        values["design"] = SampleDesign.from_mapping(entries["design"])
        return cls(**values, strata=tuple(map(_stratum, entries["strata"])))


_TEXTS = tuple(field.name for field in fields(Certificate) if field.type is str)


def _storable(entries: dict[str, Any]) -> dict[str, Any]:
    """The entries. Errors: ValueError where they have null characters or halves of a character, which no database can
    look up."""
    if rb"\u0000" in json.dumps(entries, ensure_ascii=False).encode():
        raise ValueError(FORMAT)
    return entries


def _stratum(entry: dict[str, Any]) -> Stratum:
    population, sample = whole_number(entry["population"]), whole_number(entry["sample"])
    return Stratum(str(entry["stratum"]), population, sample, exact_fraction(entry["probability"]))
