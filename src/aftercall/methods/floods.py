"""Answers to an open consultation that look like a flood: copies sent many times by few people.

Three signs, each of which needs many answers together, so that no single person is marked for writing or choosing what
others do: the same words (shingles compared by MinHash with bands; Broder 1997, On the resemblance and containment of
documents; Leskovec, Rajaraman and Ullman 2020, Mining of Massive Datasets, chapter 3), the same answers within minutes
(or all but one of them), more often than chance allows, and answers faster than anybody reads. It is a help for the
person who looks at the results, who sees them with and without what is marked.

What it cannot see: copies that are spread over days, differ in their answers and have no text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray

_WORDS = re.compile(r"[^\w]+")
_SHINGLE = 5  # bytes
_HASHES, _ROWS = 48, 3
_DAY = 24 * 60 * 60.0
_MULTIPLIERS = np.random.default_rng(20251).integers(1, 2**63, _HASHES, dtype=np.uint64) | np.uint64(1)


class Sign(IntEnum):
    """Why answers are marked."""

    NONE = 0
    COPIED_TEXT = 1
    SAME_ANSWERS = 2
    TOO_FAST = 3


@dataclass(frozen=True)
class FloodRule:
    """least: how many answers must be alike before any is marked. shortest: characters of a text that is compared: many
    people write the same few words. likeness: the share of shingles that copies have in common. window: seconds within
    which the same answers are counted together. chance: the highest probability that so many are alike by chance.
    questions: how many must be answered before answers are compared. fastest: seconds a question.
    """

    least: int = 10
    shortest: int = 40
    likeness: float = 0.55
    window: float = 600.0
    chance: float = 1e-6
    questions: int = 5
    fastest: float = 1.0


THE_RULE = FloodRule()


@dataclass(frozen=True, eq=False)
class Submissions:
    """Answers in any order. at: (n,) seconds, from any start. choices: (n, questions) codes, negative where there is no
    answer. texts: n texts, empty where nothing was written. seconds: (n,) time that it took, NaN if it is not known."""

    at: FloatArray
    choices: IntArray
    texts: Sequence[str]
    seconds: FloatArray


@dataclass(frozen=True, eq=False)
class Marked:
    """signs: (n,) of `Sign`. groups: (n,) the number of those that belong together, from 1 on; 0 where there is no
    sign."""

    signs: IntArray
    groups: IntArray

    @property
    def rows(self) -> BoolArray:
        """(n,), whether it is marked."""
        return np.asarray(self.signs != Sign.NONE)


def look_for_floods(submissions: Submissions, rule: FloodRule = THE_RULE) -> Marked:
    """Mark what looks like a flood. Where several signs fit, the first counts."""
    size = len(submissions.at)
    signs, groups = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
    found = 0
    for sign, search in (
        (Sign.COPIED_TEXT, _copied_texts),
        (Sign.SAME_ANSWERS, _same_answers),
        (Sign.TOO_FAST, _too_fast),
    ):
        for rows in search(submissions, signs == Sign.NONE, rule):
            new = rows[signs[rows] == Sign.NONE]
            if len(new):
                found += 1
                signs[new], groups[new] = sign, found
    return Marked(signs, groups)


def normalised(text: str) -> str:
    """A text by its words alone, as copies are compared."""
    return " ".join(_WORDS.split(text.casefold())).strip()


def _copied_texts(submissions: Submissions, _: BoolArray, rule: FloodRule) -> Iterator[IntArray]:
    """Groups of answers with nearly the same text."""
    rows_of: dict[str, list[int]] = {}
    for row, text in enumerate(submissions.texts):
        words = normalised(text)
        if len(words) >= rule.shortest:
            rows_of.setdefault(words, []).append(row)
    rows = list(rows_of.values())
    for alike in _alike(list(rows_of), rule.likeness):
        together = [row for place in alike for row in rows[place]]
        if len(together) >= rule.least:
            yield np.array(sorted(together))


def _alike(texts: Sequence[str], likeness: float) -> Iterator[list[int]]:
    """Groups of the places of texts that are alike, each text in one of them."""
    if not texts:
        return
    signatures = _signatures(texts)
    parents = list(range(len(texts)))

    def root(place: int) -> int:
        while parents[place] != place:
            parents[place] = parents[parents[place]]
            place = parents[place]
        return place

    for start in range(0, _HASHES, _ROWS):
        buckets: dict[bytes, int] = {}
        band = np.ascontiguousarray(signatures[:, start : start + _ROWS])
        for place in range(len(texts)):
            first = buckets.setdefault(band[place].tobytes(), place)
            if root(first) != root(place) and (signatures[first] == signatures[place]).mean() >= likeness:
                parents[root(place)] = root(first)
    groups: dict[int, list[int]] = {}
    for place in range(len(texts)):
        groups.setdefault(root(place), []).append(place)
    yield from groups.values()


def _signatures(texts: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.uint64]]:
    """(texts, hashes): the smallest value of each hash over a text's shingles. Equal places of two texts are as
    frequent as the shingles that they share."""
    encoded = [np.frombuffer(text.encode(), dtype=np.uint8) for text in texts]
    shingles = [_shingles(one) for one in encoded]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in shingles])[:-1]])
    joined = np.concatenate(shingles)
    columns = [np.minimum.reduceat(_mixed(joined * multiplier), starts) for multiplier in _MULTIPLIERS]
    return np.stack(columns, axis=1)


def _shingles(encoded: np.ndarray[tuple[int], np.dtype[np.uint8]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    wide = encoded.astype(np.uint64)
    length = max(len(wide) - _SHINGLE + 1, 1)
    value = np.zeros(length, dtype=np.uint64)
    for offset in range(min(_SHINGLE, len(wide))):
        value = (value << np.uint64(8)) | wide[offset : offset + length]
    return _mixed(value)


def _mixed(values: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The finaliser of SplitMix64 (Steele, Lea and Flood 2014): nearby numbers become unrelated ones."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)))


def _same_answers(submissions: Submissions, unmarked: BoolArray, rule: FloodRule) -> Iterator[IntArray]:
    """Groups of answers that agree in all questions, or in all but one, and came within minutes of each other."""
    choices = submissions.choices
    compared = np.flatnonzero((choices >= 0).sum(axis=1) >= rule.questions)
    if len(compared) < rule.least:
        return
    shares = _shares(choices, np.flatnonzero(unmarked))
    questions = choices.shape[1]
    for left_out in (None, *range(questions)):
        kept = [place for place in range(questions) if place != left_out]
        likely = np.prod([shares[place] for place in kept], axis=0) if kept else np.ones(len(choices))
        for rows in _equal_rows(choices[np.ix_(compared, kept)], rule.least):
            yield from _bursts(submissions.at, compared[rows], likely, rule)


def _shares(choices: IntArray, rows: IntArray) -> list[FloatArray]:
    """For each question, (n,) how frequent each row's answer is among these rows."""
    base = rows if len(rows) else np.arange(len(choices))
    found = []
    for question in range(choices.shape[1]):
        column = choices[:, question] - choices[:, question].min()
        counts = np.bincount(column[base], minlength=int(column.max()) + 1)
        found.append((counts[column] + 0.5) / (len(base) + 1.0))
    return found


def _equal_rows(choices: IntArray, least: int) -> Iterator[IntArray]:
    """The places of rows that are equal, where there are at least so many."""
    _, codes = np.unique(choices, axis=0, return_inverse=True)
    codes = codes.ravel()
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        if len(rows) >= least:
            yield rows


def _bursts(at: FloatArray, rows: IntArray, likely: FloatArray, rule: FloodRule) -> Iterator[IntArray]:
    """Those of equal answers that came within a window with more others than chance allows."""
    rows = rows[np.argsort(at[rows], kind="stable")]
    times, everyone = at[rows], np.sort(at)
    ends = np.searchsorted(times, times + rule.window, side="right")
    counts = ends - np.arange(len(rows))
    within = np.searchsorted(everyone, times + rule.window, side="right") - np.searchsorted(everyone, times)
    expected = within * np.maximum(likely[rows], _share_on_other_days(times, everyone, rule.window))
    unlikely = (counts >= rule.least) & (scipy.special.gammainc(counts, np.maximum(expected, 1e-12)) < rule.chance)
    chosen = np.zeros(len(rows), dtype=np.bool_)
    for start in np.flatnonzero(unlikely):
        chosen[start : ends[start]] = True
    if chosen.any():
        yield rows[chosen]


def _share_on_other_days(times: FloatArray, everyone: FloatArray, window: float) -> FloatArray:
    """How frequent these answers are more than a day from each window: what many people think is no flood."""
    low, high = times - _DAY, times + window + _DAY
    own = len(times) - (np.searchsorted(times, high) - np.searchsorted(times, low))
    others = len(everyone) - (np.searchsorted(everyone, high) - np.searchsorted(everyone, low))
    return np.asarray(own / np.maximum(others, 1))


def _too_fast(submissions: Submissions, unmarked: BoolArray, rule: FloodRule) -> Iterator[IntArray]:
    """Answers of many questions faster than anybody reads them, many within minutes."""
    answered = (submissions.choices >= 0).sum(axis=1)
    fast = unmarked & (answered >= rule.questions) & (submissions.seconds < rule.fastest * answered)
    rows = np.flatnonzero(fast)
    rows = rows[np.argsort(submissions.at[rows], kind="stable")]
    times = submissions.at[rows]
    ends = np.searchsorted(times, times + rule.window, side="right")
    chosen = np.zeros(len(rows), dtype=np.bool_)
    for start in np.flatnonzero(ends - np.arange(len(rows)) >= rule.least):
        chosen[start : ends[start]] = True
    if chosen.any():
        yield rows[chosen]
