"""Which reader reads which file."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.reading.csv_file import read_csv
from aftercall.frames.reading.parquet_file import read_parquet
from aftercall.frames.reading.source import Source
from aftercall.frames.reading.xlsx_file import read_xlsx

READERS: Mapping[str, Callable[[Path, Source], None]] = {
    ".csv": read_csv,
    ".txt": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".parquet": read_parquet,
}


def read_extracts(paths: Sequence[Path], source: Source) -> None:
    """Add the records of all files. Errors: BadInput, one line, where one of them can't be read."""
    if not paths:
        raise BadInput("name at least one extract")
    for path in paths:
        before = source.records + len(source.ragged)
        source.begin(path.name)
        _reader(path)(path, source)
        if source.records + len(source.ragged) == before:
            raise BadInput(f"{path.name}: has a header and no records; export it again")


def _reader(path: Path) -> Callable[[Path, Source], None]:
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file")
    if set("*?[") & set(str(path)):
        raise BadInput(f"{path}: a name with *, ? or [ would be read as a pattern; rename it")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path.name}: is neither {', '.join(READERS)}; save it as one of them")
    return reader
