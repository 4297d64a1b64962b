"""A consultation with a flood, simulated: who answered honestly, and who sent copies."""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.floods import Submissions

_SENTENCE = (
    "please police street night more patrols speeding cars school lights park vandalism burglary listen officers "
    "friendly slow answer phone drugs noise neighbours shops town centre village bus station safe walking children "
    "elderly fraud online dogs litter parking knife young people visible community feel worried never see often"
)
WORDS = _SENTENCE.split()
TEMPLATE = (
    "I strongly oppose the closure of the front counter because residents of this town need a place where they can "
    "speak to an officer in person and the proposal ignores everything we said last year"
)
DAYS = 30
AGES = (0.15, 0.25, 0.30, 0.30)  # of the population
SUPPORT = (0.70, 0.60, 0.45, 0.35)  # who support the proposal, by age
ANSWERS_BY_AGE = (0.3, 0.6, 1.0, 1.6)  # how readily they answer


@dataclass(frozen=True)
class Flooded:
    """submissions: of everybody. is_flood: (n,). ages: (n,) codes. supports: (n,) whether they support the proposal."""

    submissions: Submissions
    is_flood: BoolArray
    ages: IntArray
    supports: BoolArray

    @property
    def truth(self) -> float:
        """The share of the population that supports the proposal."""
        return float(np.dot(AGES, SUPPORT))


def flooded(*, honest: int, copies: int, seed: int) -> Flooded:
    """Honest people over a month, who answer the more readily the older they are, and copies within three hours."""
    rng = np.random.default_rng(seed)
    weights = np.array(AGES) * ANSWERS_BY_AGE
    ages = rng.choice(4, honest, p=weights / weights.sum())
    supports = rng.random(honest) < np.array(SUPPORT)[ages]
    choices = np.column_stack([supports, *(_leaning(rng, supports, 4) for _ in range(8))]).astype(np.int64)
    at = np.sort(rng.random(honest)) * DAYS * 86_400
    texts = [_own_words(rng) if rng.random() < 0.4 else "" for _ in range(honest)]
    seconds = rng.lognormal(5.3, 0.5, honest)
    flood = rng.integers(0, 4, size=9)
    flood[0] = 0
    varied = np.tile(flood, (copies, 1))
    some = rng.random(copies) < 0.4
    varied[some, rng.integers(1, 9, some.sum())] = rng.integers(0, 4, some.sum())
    copied = [_varied(rng) if one else TEMPLATE for one in rng.random(copies) < 0.5]
    copied = [text if rng.random() < 0.85 else "" for text in copied]
    start = rng.random() * (DAYS - 1) * 86_400
    submissions = Submissions(
        at=np.concatenate([at, start + rng.random(copies) * 3 * 3_600]),
        choices=np.vstack([choices, varied]),
        texts=[*texts, *copied],
        seconds=np.concatenate([seconds, rng.lognormal(3.5, 0.4, copies)]),
    )
    is_flood = np.arange(honest + copies) >= honest
    return Flooded(
        submissions,
        is_flood,
        np.concatenate([ages, rng.choice(4, copies)]),
        np.concatenate([supports, np.zeros(copies, dtype=np.bool_)]),
    )


def _leaning(rng: np.random.Generator, supports: BoolArray, levels: int) -> FloatArray:
    """Answers that go together with what people think, as real ones do."""
    lean = np.where(supports, 0.0, 0.8)
    return np.clip(np.rint(rng.normal(1.1 + lean, 0.9)), 0, levels - 1)


def _own_words(rng: np.random.Generator) -> str:
    return " ".join(rng.choice(WORDS, rng.integers(4, 40)))


def _varied(rng: np.random.Generator) -> str:
    """The template with a word changed, one left out, and something in front."""
    words = TEMPLATE.split()
    words[rng.integers(len(words))] = str(rng.choice(WORDS))
    del words[rng.integers(len(words))]
    front = str(rng.choice(["Dear Sir or Madam,", "Hello!", "As a resident,", ""]))
    return f"{front} {' '.join(words)}"
