"""Choose the reader for each file."""

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
    """Add the records of all files. Errors: BadInput where one of them can't be read."""
    if not paths:
        raise BadInput("name at least one extract")
    for path in paths:
        before = source.records + len(source.ragged)
        source.start_file(path.name)
        _reader(path)(path, source)
        if source.records + len(source.ragged) == before:
            raise BadInput(f"{path.name}: has a header and no records; export it again")


def _reader(path: Path) -> Callable[[Path, Source], None]:
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file")
    if set("*?[") & set(str(path)):
        raise BadInput(f"{path}: a file name with *, ? or [ would be taken for a pattern; rename the file")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(f"{path.name}: is not one of {', '.join(READERS)}; save it as one of them")
    return reader
