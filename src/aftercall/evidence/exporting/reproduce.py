"""Print the published figures again from microdata.csv, with numpy and pandas alone.

Run it in the folder of the export: python reproduce.py
It writes reproduced.csv and says how many figures differ from published.csv.
"""

from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import beta, t

type Array = np.ndarray[Any, Any]

texts = {"column": str, "group": str, "population": str}
published = pd.read_csv("published.csv", keep_default_na=False, na_values=[""], dtype=texts)
# An area may be called 001, which is not a number.
groups = dict.fromkeys(published["column"].dropna(), str)
data = pd.read_csv("microdata.csv", keep_default_na=False, na_values=[""], dtype=groups)
weight = data["weight"].to_numpy()
stratum = pd.factorize(data["stratum"])[0]
rakes = [pd.factorize(data[name])[0] for name in data if name.startswith("rake_")]

in_stratum = np.bincount(stratum)[stratum]  # people interviewed
finite = 1 - in_stratum / data["stratum_size"].to_numpy()
factor = finite * in_stratum / np.maximum(in_stratum - 1, 1)
df = len(data) - len(np.unique(stratum))  # of the whole sample


def means(values: Array, codes: Array) -> Array:
    """The mean of each row's level."""
    return (np.bincount(codes, values) / np.bincount(codes))[codes]


def standard_error(score: Array) -> float:
    """Of an estimate from its (n,) linearised values. The weights were raked, so what the margins explain is taken out
    of them, as R's survey does: unweighted means of each level, ten times over."""
    left = score / weight
    for _ in range(10):
        for codes in rakes:
            left = left - means(left, codes)
    score = left * weight
    mean = np.where(in_stratum > 1, means(score, stratum), score.mean())  # survey.lonely.psu = "adjust"
    return float(np.sqrt((factor * (score - mean) ** 2).sum()))


def wilson(p: float, se: float) -> tuple[float, float]:
    """The 95% interval, with the effective size of the design."""
    critical = t.ppf(0.975, df) ** 2 * se**2 / (p * (1 - p))
    centre = (p + critical / 2) / (1 + critical)
    margin = np.sqrt(critical * (p * (1 - p) + critical / 4)) / (1 + critical)
    return centre - margin, centre + margin


def exact(p: float, n: int) -> tuple[float, float]:
    """The interval where nobody or everybody gave the answer."""
    return (0.0, beta.ppf(0.975, 1, n)) if p == 0 else (beta.ppf(0.025, n, 1), 1.0)


def figure(row: "pd.Series[Any]") -> "pd.Series[float]":
    """Base, percentage and interval of a line of published.csv."""
    people = data["weight"] > 0
    if row["population"] != "all":
        people &= data["population"] == row["population"]
    if isinstance(row["column"], str):
        people &= data[row["column"]] == row["group"]
    answer = data[row["measure"]].map({"true": 1.0, "false": 0.0, True: 1.0, False: 0.0})
    asked = (people & answer.notna()).to_numpy()
    total = weight[asked].sum()
    p = (weight * answer)[asked].sum() / total
    score = np.where(asked, weight * (answer.fillna(0) - p) / total, 0)
    low, high = wilson(p, standard_error(score)) if 0 < p < 1 else exact(p, asked.sum())
    return pd.Series({"n": asked.sum(), "percent": 100 * p, "low": 100 * low, "high": 100 * high})


names = ["n", "percent", "low", "high"]
reproduced = published.drop(columns=names).join(published.apply(figure, axis=1))
reproduced.to_csv("reproduced.csv", index=False)
difference = (reproduced[names] - published[names]).abs().max(axis=1)
print(reproduced.round(1).to_string(index=False))
print(f"{len(published)} figures, {(difference > 1e-6).sum()} differ from those published")
