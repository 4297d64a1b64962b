"""The titles of pages."""

from pathlib import Path

import aftercall

ROOMS = Path(aftercall.__file__).parent


def test_the_title_of_a_form_with_errors_says_so_once() -> None:
    """The base of every page but those of the second door says it of `form`."""
    twice = [
        f"{template.name}: {line}"
        for template in ROOMS.glob("*/jinja2/**/*.html")
        for line in template.read_text().splitlines()
        if "block title" in line
        and "form.errors" in line
        and "web_door" not in template.parts
        and template.name != "base.html"
    ]
    assert twice == []
