"""The certificate: all that somebody with the frame needs to draw the sample again and get the same people."""

import json
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from pathlib import Path
from typing import Any, Self

from aftercall.frames.errors import BadInput

FORMAT = "aftercall-sample-1"
CERTIFICATE = "certificate.json"


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

    def write(self, folder: Path) -> None:
        """Write certificate.json."""
        text = json.dumps(self.to_mapping(), indent=2, ensure_ascii=False)
        (folder / CERTIFICATE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Errors: BadInput where there is none, or it is not one of this format."""
        path = folder / CERTIFICATE
        try:
            return cls.from_mapping(json.loads(path.read_text(encoding="utf-8")))
        except OSError:
            raise BadInput(f"{path}: can't be read; name a folder made by 'aftercall sample draw'") from None
        except (ValueError, KeyError, TypeError, ZeroDivisionError):
            raise BadInput(f"{path}: is not a certificate of the format {FORMAT}") from None

    @classmethod
    def from_mapping(cls, entries: dict[str, Any]) -> Self:
        """Errors: ValueError, KeyError or TypeError where it is not one of this format."""
        if entries["format"] != FORMAT or set(entries) != {field.name for field in fields(cls)}:
            raise ValueError(FORMAT)
        bytes.fromhex(entries["seed"])
        strata = tuple(Stratum(str(s["stratum"]), int(s["population"]), int(s["sample"])) for s in entries["strata"])
        exact = {name: Fraction(entries[name]) for name in ("fraction", "probability")}
        return cls(**(entries | exact | {"strata": strata}))
