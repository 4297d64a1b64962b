"""Zip files that have the same bytes whenever and wherever they are made, as XLSX and ODS files are."""

import io
import zipfile
from collections.abc import Iterable

# The first time that a zip file can hold, so that it does not say when it was made.
_TIME = (1980, 1, 1, 0, 0, 0)


def reproducible_zip(members: Iterable[tuple[str, bytes]], *, stored: frozenset[str] = frozenset()) -> bytes:
    """A zip file with these members, in this order. stored: those that are not to be compressed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, _TIME)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()
