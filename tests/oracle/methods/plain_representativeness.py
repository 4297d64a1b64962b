"""R-indicators as their papers print them: a logistic model with a dummy for each cell, sums over people, no matrices
of shares. And the comparison with a census as a spreadsheet would do it."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt
from typing import BinaryIO

import numpy as np
import pandas as pd

type People = Sequence[tuple[str, str]]


def r_indicator(frame: People, sample: People, responded: Sequence[bool]) -> tuple[float, float, float]:
    """R, the bias of the variance of propensities, and that variance's own variance (Shlomo, Skinner and Schouten 2012,
    section 4: bias 1/N Σ z' V z; variance 4 A'VA + 2 tr(BVBV)), with the propensities smoothed in V alone."""
    cells = sorted(set(frame))
    rate, smooth = {}, {}
    for cell in cells:
        answers = [r for c, r in zip(sample, responded, strict=True) if c == cell]
        rate[cell] = sum(answers) / len(answers)
        smooth[cell] = (sum(answers) + 0.5) / (len(answers) + 1)
    x = np.array([[float(c == cell) for cell in cells] for c in frame])
    information = np.diag([sum(c == cell for c in sample) * smooth[cell] * (1 - smooth[cell]) for cell in cells])
    covariance = np.linalg.inv(information)
    rho = np.array([rate[c] for c in frame])
    z = x * np.array([smooth[c] * (1 - smooth[c]) for c in frame])[:, None]
    centred = z - z.mean(axis=0)
    spread = float(((rho - rho.mean()) ** 2).mean())
    bias = sum(float(row @ covariance @ row) for row in centred) / len(frame)
    a = ((rho - rho.mean())[:, None] * centred).mean(axis=0)
    b = centred.T @ centred / len(frame)
    variance = 4 * a @ covariance @ a + 2 * np.trace(b @ covariance @ b @ covariance)
    return 1 - 2 * sqrt(max(spread - bias, 0)), bias, float(variance)


def unconditional(frame: People, sample: People, responded: Sequence[bool], which: int) -> float:
    """√Σ N_k/N (ρ̄_k − ρ̄)², before the bias is taken off."""
    rho = _propensities(frame, sample, responded)
    overall = sum(rho) / len(rho)
    total = 0.0
    for level in {person[which] for person in frame}:
        own = [r for r, person in zip(rho, frame, strict=True) if person[which] == level]
        total += len(own) / len(rho) * (sum(own) / len(own) - overall) ** 2
    return sqrt(total)


def conditional(frame: People, sample: People, responded: Sequence[bool], which: int) -> float:
    """√(1/N Σ (ρ_i − ρ̄_l)²), l the level of the other characteristic, before the bias is taken off."""
    rho = _propensities(frame, sample, responded)
    total = 0.0
    for level in {person[1 - which] for person in frame}:
        own = [r for r, person in zip(rho, frame, strict=True) if person[1 - which] == level]
        total += sum((r - sum(own) / len(own)) ** 2 for r in own)
    return sqrt(total / len(rho))


def _propensities(frame: People, sample: People, responded: Sequence[bool]) -> list[float]:
    asked, answered = Counter(sample), Counter(c for c, r in zip(sample, responded, strict=True) if r)
    return [answered[person] / asked[person] for person in frame]


def against_census(file: BinaryIO, column: str, value: str, participants: dict[str, int]) -> pd.DataFrame:
    """Shares of the population and of participants by category, with Wilson's interval of the ratio, from a table of
    the census as it was published. Those who did not answer the census are left out."""
    table = pd.read_csv(file, compression="xz").groupby(column)[value].sum().drop("Not answered", errors="ignore")
    frame = pd.DataFrame({"people": table, "participants": pd.Series(participants)}).fillna(0)
    n, z = frame.participants.sum(), 1.959963984540054
    frame["share"], frame["population_share"] = frame.participants / n, frame.people / frame.people.sum()
    half = z * np.sqrt(frame.share * (1 - frame.share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    middle = (frame.share + z**2 / (2 * n)) / (1 + z**2 / n)
    low, high = (middle - half) / frame.population_share, (middle + half) / frame.population_share
    return frame.assign(ratio=frame.share / frame.population_share, low=low, high=high)


def distances(table: pd.DataFrame) -> dict[str, float]:
    """How far participants are from the population. table: of `against_census`."""
    n, smooth = table.participants.sum(), (table.participants + 1) / (table.participants + 1).sum()
    off = table.share - table.population_share
    chi_square = (n * off**2 / table.population_share).sum()
    by_chance = (smooth * (1 - smooth) / (n * table.population_share)).sum()
    return {
        "dissimilarity": off.abs().sum() / 2,
        "hellinger": np.sqrt(1 - np.sqrt(table.share * table.population_share).sum()),
        "chi_square": chi_square,
        "variation": np.sqrt(max(chi_square / n - by_chance, 0)),
    }
