"""An instrument as an SPSS file (.sav) without answers: names, labels, missing values, level of measurement.

SPSS limits: a variable's label has at most 256 bytes, a value's label 120, a name 64.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aftercall.frames.working_folders import SAV, working_folder
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import QuestionType
from aftercall.instrument_files.variables import Measured, Variable, variables

if TYPE_CHECKING:
    from pandas import DataFrame

LABEL, VALUE_LABEL = 256, 120
_LEVELS = {Measured.NUMBER: "scale", Measured.DATE: "scale"}


def spss_file(instrument: Instrument) -> bytes:
    """The .sav file. Don't know, refused and does not apply are user-missing; not asked is system-missing."""
    import pyreadstat  # noqa: PLC0415 - loading it and pandas takes a second, and hardly anything needs them

    found = variables(instrument)
    with working_folder(SAV) as folder:
        path = folder / "instrument.sav"
        pyreadstat.write_sav(
            _no_rows(found),
            str(path),
            file_label=cut(f"{instrument.title}, version {instrument.version}", 64),
            column_labels={variable.name: cut(variable.label, LABEL) for variable in found},
            variable_value_labels={variable.name: _value_labels(variable) for variable in found if variable.codes},
            missing_ranges={variable.name: list(variable.missing) for variable in found if variable.missing},
            variable_measure={variable.name: _LEVELS.get(variable.measured, "nominal") for variable in found},
            variable_format={variable.name: _format(variable) for variable in found},
        )
        return path.read_bytes()


def _no_rows(found: Sequence[Variable]) -> "DataFrame":
    import pandas as pd  # noqa: PLC0415 - as above

    kinds = {variable.name: "str" if variable.measured is Measured.TEXT else "float64" for variable in found}
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})


def _value_labels(variable: Variable) -> dict[int | float, str]:
    return {code.value: cut(code.label, VALUE_LABEL) for code in variable.codes}


def _format(variable: Variable) -> str:
    match variable.measured:
        case Measured.TEXT:
            return f"A{variable.width}"
        case Measured.DATE:
            return "EDATE10"
        case Measured.NUMBER:
            return "F8.0" if variable.question.type is QuestionType.INTEGER else "F12.2"
        case _:
            return "F4.0"


def cut(text: str, limit: int) -> str:
    """At most so many bytes, without half a character."""
    return " ".join(text.split()).encode()[:limit].decode(errors="ignore")
