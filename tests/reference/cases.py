"""Every reference case as a D.toml for `aftercall estimate`, with our figures next to R's.

A case has a list of tables for D.toml, and for each row of the result the expected (key, number) pairs.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from tests.reference.r_survey import ABSOLUTE, API_DESIGNS, CALIBRATED_DESIGNS, DATA, answer, margins_file, table

from aftercall.estimates.run import Estimates, estimate
from aftercall.methods.intervals import IntervalMethod

type Request = dict[str, Any]
type Wanted = list[tuple[str, Any]]

R_INTERVALS = [interval.value for interval in IntervalMethod if interval is not IntervalMethod.KORN_GRAUBARD]
ITEMS = {"awards": ("awards", "Yes"), "schwide": ("sch.wide", "No"), "rare": ("rare", "true")}
# R reads the likelihood interval off a spline through a few points, which differs from the exact root by up to this.
LIKELIHOOD_ABSOLUTE = 2e-4


@dataclass(frozen=True)
class Figure:
    """One figure of a case: ours, R's, and the absolute floor of the comparison."""

    name: str
    found: float
    expected: float
    absolute: float


def toml(design: Request, requests: list[Request], weighting: list[Request]) -> str:
    """D.toml. Text, numbers and lists are written in TOML as in JSON."""
    parts = [
        _section("[design]", design),
        _section("[define]", {"rare": "api00 > 880"} if "cell" not in design else {}),
    ]
    parts += [_section("[[weighting]]", step) for step in weighting]
    return "\n".join(parts + [_section("[[estimate]]", request) for request in requests])


def _section(head: str, entries: Request) -> str:
    lines = (f"{json.dumps(key)} = {json.dumps(value)}" for key, value in entries.items() if key != "cell")
    return "\n".join([head, *lines])


API = {
    "srs": ("apisrs", {"fpc": "fpc"}),
    "strat": ("apistrat", {"strata": "stype", "weights": "pw", "fpc": "fpc"}),
    "strat_nofpc": ("apistrat", {"strata": "stype", "weights": "pw"}),
    "clus1": ("apiclus1", {"ids": "dnum", "weights": "pw", "fpc": "fpc"}),
}


class Runner:
    """Runs the function behind the command in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, data: Path, design: Request, requests: list[Request], weighting: tuple[Request, ...] = ()
    ) -> Estimates:
        file = self.folder / "D.toml"
        file.write_text(toml(design, requests, list(weighting)), encoding="utf-8")
        return estimate(data, file)


def symmetric(expected: Any, *, intervals: bool = True) -> list[Wanted]:
    """One row per name: estimate, standard error, and, without missing values, degrees of freedom and interval."""
    keys = {"estimate": "est", "se": "se"}
    if intervals:
        keys |= {"df": "df", "low": "ci_t_lo", "high": "ci_t_hi"}
    columns = {
        key: np.broadcast_to(np.ravel(expected[name]), np.ravel(expected["est"]).shape) for key, name in keys.items()
    }
    return [[(key, column[i]) for key, column in columns.items()] for i in range(len(np.ravel(expected["est"])))]


def interval_wanted(expected: Any, method: str) -> Wanted:
    of = expected[method]
    return [
        ("estimate", of["est"]),
        ("se", of["se"]),
        ("low", of["lo"]),
        ("high", of["hi"]),
        ("df", expected["df"]),
        ("n", expected["n"]),
    ]


def cases_of(name: str) -> Callable[[str], Any]:
    """R's results for one design, by the name of the case."""
    return lambda suffix: answer(f"{name}/{suffix}")


def plain_cases(name: str) -> Iterator[tuple[str, list[Request], list[Wanted]]]:
    """The cases of one design of the schools: requests, and what is expected of the rows in order."""
    case = cases_of(name)
    mean = {"kind": "mean", "variable": "api00"}
    enroll = mean | {"variable": "enroll"}
    complete = {"where": "not missing(enroll)"}
    yield "mean_api00_enroll", [mean | complete, enroll], symmetric(case("mean_api00_enroll"), intervals=False)
    yield "mean_api00", [mean], symmetric(case("mean_api00"))
    yield "mean_enroll", [enroll], symmetric(case("mean_enroll"), intervals=False)
    yield "total_enroll", [enroll | {"kind": "total"}], symmetric(case("total_enroll"), intervals=False)
    levels = [{"kind": "total", "variable": "stype", "level": level} for level in "EHM"]
    yield "total_stype", levels, symmetric(case("total_stype"), intervals=False)
    for item in ("awards", "stype"):
        share = {"kind": "proportion", "variable": item, "interval": "mean"}
        yield f"prop_{item}", [share], symmetric(case(f"prop_{item}"))
    ratio = {"kind": "ratio", "variable": "api.stu", "denominator": "enroll"}
    yield "ratio", [ratio], symmetric(case("ratio"), intervals=False)
    for item, (variable, level) in ITEMS.items():
        share = {"kind": "proportion", "variable": variable, "level": level}
        wanted = [interval_wanted(case(f"ciprop_{item}"), method) for method in R_INTERVALS]
        yield f"ciprop_{item}", [share | {"interval": method} for method in R_INTERVALS], wanted


def domain_cases(name: str) -> Iterator[tuple[str, list[Request], list[Wanted]]]:
    """Design effects and domains."""
    case = cases_of(name)
    mean = {"kind": "mean", "variable": "api00"}
    yield "deff_mean_api00", [mean], [[("deff", case("deff_mean_api00")["deff_wor"])]]
    share = {"kind": "proportion", "variable": "awards"}
    yield "deff_prop_awards", [share], [[("deff", deff)] for deff in case("deff_prop_awards")["deff_wor"]]
    yield "by_stype_mean_api00", [mean | {"by": "stype"}], symmetric(case("by_stype_mean_api00"), intervals=False)
    by_level = [share | {"by": "stype", "level": level} for level in ("No", "Yes")]
    yield "by_stype_prop_awards", by_level, symmetric(case("by_stype_prop_awards"), intervals=False)
    yes = share | {"level": "Yes"}
    crossed = [yes | {"by": ["sch.wide", "comp.imp"]}]
    yield "by_cname_prop_awards", crossed, symmetric(case("by_cname_prop_awards"), intervals=False)
    yield (
        "by_total_enroll",
        [mean | {"kind": "total", "variable": "enroll", "by": "stype"}],
        symmetric(case("by_total_enroll"), intervals=False),
    )
    expected = case("by_ciprop_logit")
    requests = [
        yes | {"where": f"stype == '{level}'", "interval": method} for level in expected for method in R_INTERVALS
    ]
    wanted = [interval_wanted(expected[level], method) for level in expected for method in R_INTERVALS]
    yield "by_ciprop_logit", requests, wanted
    yield "subset_mean_E", [mean | {"where": "stype == 'E'"}], symmetric(case("subset_mean_E"))


def tests_of(name: str) -> Iterator[tuple[str, list[Request], list[Wanted]]]:
    """Quantiles, tests, contrasts and regression."""
    case = cases_of(name)
    mean = {"kind": "mean", "variable": "api00"}
    yes = {"kind": "proportion", "variable": "awards", "level": "Yes"}
    expected = case("quantile_api00")
    keys = {"estimate": "est", "low": "lo", "high": "hi", "se": "se"}
    wanted = [[(key, expected[of][i]) for key, of in keys.items()] for i in range(3)]
    yield "quantile_api00", [mean | {"kind": "quantile", "probabilities": [0.25, 0.5, 0.75]}], wanted
    for suffix, one, other in (("chisq", "awards", "comp.imp"), ("chisq_3x2", "stype", "sch.wide")):
        expected = case(suffix)
        request = {"kind": "chisq", "variable": one, "with": other}
        yield suffix, [request | {"statistic": of} for of in expected], [tested(of) for of in expected.values()]
    ttest = mean | {"kind": "ttest", "group": "comp.imp"}
    yield "ttest", [ttest], [tested(case("ttest"))]
    binary = {"kind": "ttest", "variable": "awards", "level": "Yes", "group": "sch.wide"}
    yield "ttest_binary", [binary], [tested(case("ttest_binary"))]
    expected = case("glm_logit")
    keys = {"estimate": "est", "se": "se", "statistic": "t", "p_value": "p"}
    wanted = [[(key, expected[of][i]) for key, of in keys.items()] + [("df", expected["df"])] for i in range(5)]
    yield "glm_logit", [yes | {"kind": "logistic", "terms": ["ell", "meals", "stype"]}], wanted
    compared = mean | {"between": "comp.imp", "levels": ["No", "Yes"]}
    expected = [("estimate", case("contrast_diff")["est"]), ("se", case("contrast_diff")["se"])]
    requests = [compared | {"kind": "difference"}, compared | {"kind": "contrast", "coefficients": [-1, 1]}]
    yield "contrast_diff", requests, [expected, expected]


def tested(expected: Any) -> Wanted:
    """The statistic, p-value, degrees of freedom and, if there is one, estimate of a test."""
    parameter = np.ravel(expected["parameter"])
    wanted: Wanted = [("statistic", expected["statistic"]), ("p_value", expected["p.value"]), ("df", parameter[0])]
    wanted += [("df2", parameter[1])] if len(parameter) > 1 else []
    return wanted + ([("estimate", expected["estimate"])] if np.isscalar(expected["estimate"]) else [])


def compare(rows: list[Request], wanted: list[Wanted], methods: list[str | None]) -> list[Figure]:
    """The figures of rows in order. methods: the interval of each row."""
    figures = []
    for number, (row, keys, method) in enumerate(zip(rows, wanted, methods, strict=True)):
        for key, expected in keys:
            loose = method == "likelihood" and key in {"low", "high"}
            absolute = LIKELIHOOD_ABSOLUTE if loose else 1e-6 if row["kind"] == "total" else ABSOLUTE
            figures.append(Figure(f"{number} {key}", float(row[key]), float(expected), absolute))
    return figures


def api_figures(run: Runner) -> Iterator[tuple[str, list[Figure]]]:
    """The cases of the schools without weighting steps."""
    for name in API_DESIGNS:
        file, design = API[name]
        cases = [*plain_cases(name), *domain_cases(name), *tests_of(name)]
        found = iter(run(DATA / f"{file}.csv", design, [r for _, requests, _ in cases for r in requests]).rows)
        for suffix, requests, wanted in cases:
            rows = [next(found) for _ in wanted]
            methods = [r.get("interval") for r in requests] if len(requests) == len(rows) else [None] * len(rows)
            yield f"{name}/{suffix}", compare(rows, wanted, methods)


def adjustments() -> dict[str, Request]:
    """The weighting of each calibrated case, by its suffix."""
    known = margins_file("apipop_margins")
    crossed = {"|".join((of["stype"], of["sch.wide"])): of["Freq"] for of in known["stype x sch.wide"]}
    types, wide = {"stype": known["stype"]}, {"sch.wide": known["sch.wide"]}
    found = {
        "postStratify_stype": {"method": "poststratify", "margins": types},
        "postStratify_stypeXschwide": {"method": "poststratify", "margins": {"stype|sch.wide": crossed}},
        "rake_2": {"method": "rake", "margins": types | wide},
        "rake_3": {"method": "rake", "margins": types | wide | {"awards": known["awards"]}},
    }
    for name, totals in {"cat": types | wide, "api99": types | {"api99": known["totals"]["api99"]}}.items():
        for distance in ("linear", "raking", "logit"):
            bounds = {"bounds": [0.4, 2.5]} if distance == "logit" else {}
            step = {"method": "calibrate", "distance": distance, "margins": totals} | bounds
            found[f"calibrate_{distance}_{name}"] = step
    found["calibrate_linear_bounded_api99"] = found["calibrate_linear_api99"] | {"bounds": [0.6, 1.6]}
    return found


CALIBRATED: list[Request] = [
    {"kind": "mean", "variable": "api00"},
    {"kind": "total", "variable": "enroll"},
    {"kind": "proportion", "variable": "awards", "interval": "mean"},
    {"kind": "mean", "variable": "api00", "by": "stype"},
    *({"kind": "proportion", "variable": "comp.imp", "level": "Yes", "interval": method} for method in R_INTERVALS),
]


def calibrated_figures(run: Runner) -> Iterator[tuple[str, list[Figure]]]:
    """Weights and figures after each weighting step."""
    for name in CALIBRATED_DESIGNS:
        file, design = API[name]
        for suffix, step in adjustments().items():
            (run.folder / "margins.json").write_text(json.dumps(step["margins"]), encoding="utf-8")
            found = run(DATA / f"{file}.csv", design, CALIBRATED, (step | {"margins": "margins.json"},))
            expected = answer(f"{name}/{suffix}")
            wanted = [
                *symmetric(expected["mean_api00"]),
                *symmetric(expected["total_enroll"], intervals=False),
                *symmetric(expected["prop_awards"], intervals=False),
                *symmetric(expected["by_stype_api00"], intervals=False),
                *(interval_wanted(expected["ciprop_comp"], method) for method in R_INTERVALS),
            ]
            figures = compare(found.rows, wanted, [None] * (len(wanted) - len(R_INTERVALS)) + list(R_INTERVALS))
            yield f"{name}/{suffix}", figures + weights_wanted(found, expected["weights"])


def weights_wanted(found: Estimates, expected: list[float]) -> list[Figure]:
    pairs = zip(found.weighted.weights.tolist(), expected, strict=True)
    return [Figure(f"weight {row}", value, wanted, ABSOLUTE) for row, (value, wanted) in enumerate(pairs)]


def replicate_figures(run: Runner) -> Iterator[tuple[str, list[Figure]]]:
    """Replicates made from the design."""
    for name, method in (("strat", "JKn"), ("clus1", "JK1"), ("strat_nofpc", "JKn")):
        file, design = API[name]
        expected = answer(f"{name}/rep_{method}")
        wanted = symmetric(expected["mean_api00"])
        wanted += symmetric(expected["prop_awards"]) if "prop_awards" in expected else []
        found = run(DATA / f"{file}.csv", design | {"make_replicates": method}, [CALIBRATED[0], CALIBRATED[2]])
        yield f"{name}/rep_{method}", compare(found.rows[: len(wanted)], wanted, [None] * len(wanted))


def victims_figures(run: Runner) -> Iterator[tuple[str, list[Figure]]]:
    """The synthetic force survey: nonresponse adjustment and raking, then estimates with R's raked weights."""
    yield from _weighting_of_victims(run)
    data = _respondents_file(run.folder)
    design = {"strata": "cell", "weights": "rk_w", "cell": True}
    satisfied = {"kind": "mean", "variable": "satisfied"}
    cases: list[tuple[str, list[Request], list[Wanted]]] = []
    share = {"kind": "proportion", "variable": "sat7", "interval": "none"}
    cases.append(("prop_sat7_overall", [share], symmetric(answer("victims/prop_sat7_overall"), intervals=False)))
    expected = symmetric(answer("victims/prop_sat7_by_year"), intervals=False)
    by_year = [share | {"by": "year", "level": str(level)} for level in range(1, 8)]
    cases.append(("prop_sat7_by_year", by_year, expected))
    for case, by in (("sat_by_area_year", ["year", "area"]), ("sat_by_crime_year", ["year", "crime"])):
        cases.append((case, [satisfied | {"by": by}], symmetric(answer(f"victims/{case}"), intervals=False)))
    requests, wanted = [], []
    for cell, of in answer("victims/ciprop_by_year_crime").items():
        where = f"cell == '{cell}'"
        for method in R_INTERVALS:
            requests.append(
                {"kind": "proportion", "variable": "satisfied", "level": 1, "where": where, "interval": method}
            )
            wanted.append(interval_wanted(of, method))
    cases.append(("ciprop_by_year_crime", requests, wanted))
    never = {"kind": "proportion", "variable": "never", "level": 0, "interval": "beta"}
    cases.append(("ciprop_zero", [never], [[("estimate", 1), ("se", 0), ("high", 1), ("low", 0.025 ** (1 / 3971))]]))
    difference = satisfied | {"kind": "difference", "between": "year", "levels": ["2023", "2024"]}
    overall = answer("victims/yoy_overall")
    found = [("estimate", overall["diff"]), ("se", overall["se"]), ("df", overall["degf"])]
    ttest = satisfied | {"kind": "ttest", "group": "year"}
    cases.append(("yoy_overall", [difference, ttest], [found, tested(overall["ttest"])]))
    changes = answer("victims/yoy_by_crime")
    wanted = [[("estimate", of["diff"]), ("se", of["se"]), ("df", of["degf"])] for of in changes.values()]
    wanted += [tested(of["ttest"]) for of in changes.values()]
    cases.append(("yoy_by_crime", [difference | {"by": "crime"}, ttest | {"by": "crime"}], wanted))
    expected_tests = answer("victims/chisq_sat7_crime")
    chisq = {"kind": "chisq", "variable": "sat7", "with": "crime"}
    requests = [chisq | {"statistic": name} for name in expected_tests]
    cases.append(("chisq_sat7_crime", requests, [tested(of) for of in expected_tests.values()]))
    cases.append(("deff_satisfied", [satisfied], [[("deff", answer("victims/deff_satisfied")["deff_wor"])]]))
    rows = iter(run(data, design, [r for _, requests, _ in cases for r in requests]).rows)
    for case, requests, wanted in cases:
        methods = [r.get("interval") for r in requests] if len(requests) == len(wanted) else [None] * len(wanted)
        yield f"victims/{case}", compare([next(rows) for _ in wanted], wanted, methods)
    yield from _lonely(run, data, satisfied)


def _weighting_of_victims(run: Runner) -> Iterator[tuple[str, list[Figure]]]:
    file = run.folder / "victims.csv"
    columns = table("victims").columns | {"cell": _cells()}
    _write(file, columns)
    design = {"strata": "cell", "weights": "base_w", "cell": True}
    rate = {"kind": "mean", "variable": "responded", "by": "crime"}
    rows = run(file, design, [rate]).rows
    wanted = symmetric(answer("victims/response_rate"), intervals=False)
    yield "victims/response_rate", compare(rows, wanted, [None] * len(rows))
    cells = {"method": "nonresponse", "cells": ["crime", "year"], "responded": "responded"}
    mean = {"kind": "mean", "variable": "satisfied", "by": "year"}
    adjusted = run(file, design, [mean], (cells,))
    yield "victims/nonresponse_cells", weights_wanted(adjusted, answer("victims/nonresponse_cells")["weights"])
    propensity = {"method": "propensity", "terms": ["sex", "ageband", "crime"], "responded": "responded"}
    model = {"kind": "logistic", "variable": "responded", "terms": propensity["terms"]}
    expected = answer("victims/propensity_model")
    coefficients = compare(run(file, design, [model]).rows, [[("estimate", b)] for b in expected["coef"]], [None] * 14)
    total = float(run(file, design, [mean], (propensity,)).weighted.weights.sum())
    yield "victims/propensity_model", [*coefficients, Figure("weights", total, expected["w_resp_sum"], ABSOLUTE)]
    margins = {v: margins_file("victims_margins")[v] for v in ("area", "crime", "sex", "ageband")}
    crossed = {v: {year: levels[year] for year in ("2023", "2024")} for v, levels in margins.items()}
    (run.folder / "margins.json").write_text(json.dumps(crossed), encoding="utf-8")
    rake = {"method": "rake", "within": ["year"], "margins": "margins.json"}
    raked = run(file, design, [mean, mean | {"by": ["year", "crime"]}], (cells, rake))
    yield "victims/rake_4_margins", weights_wanted(raked, answer("victims/rake_4_margins")["weights"])
    years = answer("victims/raked_variance")
    wanted = [row for year in years.values() for row in symmetric(year["mean"], intervals=False)]
    wanted += [row for year in years.values() for row in symmetric(year["by_crime"], intervals=False)]
    yield "victims/raked_variance", compare(raked.rows, wanted, [None] * len(wanted))


def _lonely(run: Runner, data: Path, satisfied: Request) -> Iterator[tuple[str, list[Figure]]]:
    for rule in ("adjust", "average", "remove", "certainty"):
        expected = answer(f"victims/lonely_{rule}")
        design = {"strata": "stratum", "weights": "rk_w", "lonely": rule, "cell": True}
        rows = run(data, design, [satisfied, satisfied | {"by": "year"}]).rows
        rows += run(data, design | {"fpc": "N"}, [satisfied]).rows
        parts = (expected["mean"], expected["by_year"], expected["fpc_mean"])
        wanted = [row for part in parts for row in symmetric(part, intervals=False)]
        yield f"victims/lonely_{rule}", compare(rows, wanted, [None] * len(rows))


def _cells() -> list[str]:
    victims = table("victims").columns
    return [f"{year}|{crime}" for year, crime in zip(victims["year"], victims["crime"], strict=True)]


def _respondents_file(folder: Path) -> Path:
    """The victims who responded, with R's raked weights."""
    columns = table("victims").columns | {"cell": _cells()}
    kept = [row for row, value in enumerate(columns["responded"]) if value == "1"]
    found = {name: [values[row] for row in kept] for name, values in columns.items()}
    found["rk_w"] = [repr(weight) for weight in answer("victims/rake_4_margins")["weights"]]
    file = folder / "respondents.csv"
    _write(file, found)
    return file


def _write(file: Path, columns: dict[str, list[str]]) -> None:
    rows = zip(*columns.values(), strict=True)
    file.write_text("\n".join([",".join(columns), *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")


def all_figures(folder: Path) -> dict[str, list[Figure]]:
    """The figures of every case by its name."""
    run = Runner(folder)
    found: dict[str, list[Figure]] = {}
    for part in (api_figures, calibrated_figures, replicate_figures, victims_figures):
        found.update(part(run))
    return found
