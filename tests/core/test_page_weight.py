"""What a browser fetches with every public page."""

import re
from pathlib import Path

import aftercall.core

CORE = Path(aftercall.core.__file__).parent
# A page of results itself takes 10 KB at most, and no page may need more than 60 KB.
MOST_BYTES = 45_000


def test_styles_and_scripts_of_a_public_page_are_small_as_they_are_sent() -> None:
    templates = "".join((CORE / "jinja2" / "core" / name).read_text() for name in ("base.html", "public.html"))
    names = {*re.findall(r"static\('([^']+)'\)", templates), "govuk/govuk-frontend.min.js"}

    assert sum(sent(CORE / "static" / name) for name in names) < MOST_BYTES


def sent(file: Path) -> int:
    """The size of a file as it is sent: compressed, if it is kept so."""
    compressed = file.with_name(f"{file.name}.gz")
    return (compressed if compressed.exists() else file).stat().st_size
