"""TOML from people: a small text can't use up memory, and each kind of fault gives one line."""

from pathlib import Path

import pytest

from aftercall.errors import BadInput
from aftercall.frames.toml import parse_toml, read_toml

# Each ends with a key that would be refused if it were not inside a text or a comment.
QUOTED = (
    'a = "' + "x." * 50 + '"',
    "a = '" + "[" * 50 + "'",
    'a = """' + "[\n" * 50 + '\\"""""\n# ' + "." * 50,
    "a = '''it's" + "." * 50 + "'''''",
    "a = 1 # " + "[." * 50,
    "a = [" + "0.5, " * 50 + "]",
)


@pytest.mark.parametrize("text", QUOTED)
def test_dots_and_brackets_inside_texts_and_comments_are_no_nesting(text: str) -> None:
    assert "a" in parse_toml(text, "m.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a" + ".a" * 90_000 + " = 1", "too many dots in a key"),
        ("[" + "'a'  . " * 90 + "a]", "too many dots in a key"),
        ('x = ["""b"""", {' + "a." * 90 + 'a = 1}, "c"]', "too many dots in a key"),
        ("a = " + "[" * 90_000, "too many brackets"),
        ("a = " + "{b = " * 30_000, "too many brackets"),
        ("a = " + "9" * 5_000, "of more than 1,000 characters"),
        ("a = 0x" + "f" * 5_000, "of more than 1,000 characters"),
        ("a = 'b\0'", "is not TOML"),
        ("a = 2026-02-30", "is not TOML"),
        ('"\\' * 90_000, "is not TOML"),
        ("a = '" + "b" * 200_000 + "'", "at most 200,000 characters"),
    ],
    ids=range(11),
)
def test_what_nobody_writes_is_refused_at_once(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=rf"^m\.toml: [^\n]*{words}"):
        parse_toml(text, "m.toml")
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=words):
        read_toml(tmp_path / "m.toml")
