"""Texts in pages that are short enough to send: a consultation can have thousands, of 10,000 characters each."""

from collections.abc import Mapping, Sequence
from typing import Any

# No page may take more than 60 KB as it is sent, styles and scripts included.
ON_RESULTS, ON_A_PAGE = 10_000, 40_000
_AROUND_A_TEXT = 100

type Lists = list[dict[str, Any]]


def in_pages(lists: Sequence[Mapping[str, Any]], characters: int) -> list[Lists]:
    """Lists of texts, in pages of so many characters at most, or of one text. Each list goes on under its own name."""
    pages: list[Lists] = [[]]
    length = 0
    for group in lists:
        for one in group["texts"]:
            size = len(one["text"]) + _AROUND_A_TEXT
            if length and length + size > characters:
                pages.append([])
                length = 0
            if not pages[-1] or pages[-1][-1]["who"] != group["who"]:
                pages[-1].append({"who": group["who"], "texts": []})
            pages[-1][-1]["texts"].append(one)
            length += size
    return pages
