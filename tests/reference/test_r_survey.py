"""The methods against R's survey 4.5, with a relative tolerance of 1e-6 above an absolute floor of 1e-8."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from tests.reference.r_survey import (
    ABSOLUTE,
    API_DESIGNS,
    CALIBRATED_DESIGNS,
    Table,
    answer,
    api,
    api_margin,
    margins_file,
    near,
    respondents,
    respondents_design,
    table,
)

from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.design import Design, Lonely
from aftercall.methods.difference import mean_difference
from aftercall.methods.estimate import Estimate, mean, proportion, ratio, total
from aftercall.methods.intervals import IntervalMethod
from aftercall.methods.margins import Margin
from aftercall.methods.nonresponse import nonresponse_weights
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.raking import rake
from aftercall.methods.weight_diagnostics import kish_deff

R_INTERVALS = [interval for interval in IntervalMethod if interval is not IntervalMethod.KORN_GRAUBARD]
# R reads the likelihood interval off a spline through a few points, which differs from the exact root by up to this.
LIKELIHOOD_ABSOLUTE = 2e-4


def near_bounds(found: Estimate, expected: Any, method: IntervalMethod) -> None:
    absolute = LIKELIHOOD_ABSOLUTE if method is IntervalMethod.LIKELIHOOD else ABSOLUTE
    near(np.array([found.low, found.high], dtype=float), [expected["lo"], expected["hi"]], absolute=absolute)


each_design = pytest.mark.parametrize("name", API_DESIGNS)


def indicators(data: Table) -> dict[str, BoolArray]:
    return {
        "awards": data.text("awards") == "Yes",
        "schwide": data.text("sch.wide") == "No",
        "rare": data.number("api00") > 880,
    }


def groups(data: Table, expected: Any) -> list[BoolArray]:
    """The domains of a result by groups, in order."""
    names = list(expected["groups"])
    rows = zip(*(expected["groups"][name] for name in names), strict=True)
    return [
        np.logical_and.reduce([data.text(name) == level for name, level in zip(names, row, strict=True)])
        for row in rows
    ]


@each_design
@pytest.mark.parametrize("variable", ["api00", "enroll"])
def test_mean(name: str, variable: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/mean_{variable}")
    found = mean(design, data.number(variable))
    near(found.estimate, expected["est"])
    near(found.se, expected["se"])
    if not np.isnan(data.number(variable)).any():  # with missing values R counts the degrees of freedom of all rows
        assert found.df == expected["df"]
        near(np.array([found.low, found.high], dtype=float), [expected["ci_t_lo"], expected["ci_t_hi"]])


@each_design
def test_mean_of_two_variables_is_listwise(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/mean_api00_enroll")
    complete = ~np.isnan(data.number("enroll"))
    found = [mean(design, data.number(variable), domain=complete) for variable in ("api00", "enroll")]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])


@each_design
def test_total(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/total_enroll")
    found = total(design, data.number("enroll"))
    near(found.estimate, expected["est"])
    near(found.se, expected["se"])


@each_design
def test_total_of_each_level(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/total_stype")
    found = [total(design, (data.text("stype") == level).astype(float)) for level in "EHM"]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"], absolute=1e-6)  # 1e-10 of the totals


@each_design
@pytest.mark.parametrize("variable", ["awards", "stype"])
def test_proportion_of_each_level(name: str, variable: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/prop_{variable}")
    found = [proportion(design, data.text(variable) == level, interval="mean") for level in data.levels(variable)]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])
    near(np.array([estimate.low for estimate in found], dtype=float), expected["ci_t_lo"])


@each_design
def test_ratio(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/ratio")
    found = ratio(design, data.number("api.stu"), data.number("enroll"))
    near(found.estimate, expected["est"])
    near(found.se, expected["se"])


@each_design
@pytest.mark.parametrize("item", ["awards", "schwide", "rare"])
@pytest.mark.parametrize("method", R_INTERVALS)
def test_interval_of_a_proportion(name: str, item: str, method: IntervalMethod) -> None:
    data, design = api(name)
    expected = answer(f"{name}/ciprop_{item}")
    found = proportion(design, indicators(data)[item], interval=method)
    assert (found.df, found.n) == (expected["df"], expected["n"])
    near(found.se, expected[method]["se"])
    near_bounds(found, expected[method], method)


@each_design
@pytest.mark.parametrize("item", ["api00", "awards"])
def test_design_effect(name: str, item: str) -> None:
    data, design = api(name)
    kind = "mean" if item == "api00" else "prop"
    expected = answer(f"{name}/deff_{kind}_{item}")
    found = mean(design, data.number("api00")) if item == "api00" else proportion(design, indicators(data)["awards"])
    near(
        np.array([found.deff, found.deff_with_replacement], dtype=float),
        [np.ravel(expected[key])[-1] for key in ("deff_wor", "deff_wr")],
    )


@each_design
def test_mean_by_domain(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/by_stype_mean_api00")
    found = [mean(design, data.number("api00"), domain=domain) for domain in groups(data, expected)]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])


@each_design
def test_total_by_domain(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/by_total_enroll")
    found = [total(design, data.number("enroll"), domain=domain) for domain in groups(data, expected)]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])


@each_design
@pytest.mark.parametrize("case", ["by_stype_prop_awards", "by_cname_prop_awards"])
def test_proportion_by_domain(name: str, case: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/{case}")
    domains = groups(data, expected)
    found = [proportion(design, indicators(data)["awards"], domain=domain) for domain in domains]
    near(np.array([estimate.estimate for estimate in found]), expected["est"][-len(domains) :])
    near(np.array([estimate.se for estimate in found]), expected["se"][-len(domains) :])


@each_design
@pytest.mark.parametrize("method", R_INTERVALS)
def test_an_interval_by_domain_uses_the_degrees_of_freedom_of_the_domain(name: str, method: IntervalMethod) -> None:
    data, design = api(name)
    for level, expected in answer(f"{name}/by_ciprop_logit").items():
        found = proportion(design, indicators(data)["awards"], domain=data.text("stype") == level, interval=method)
        assert (found.df, found.n) == (expected["df"], expected["n"])
        near_bounds(found, expected[method], method)


@each_design
def test_mean_of_a_subset(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/subset_mean_E")
    found = mean(design, data.number("api00"), domain=data.text("stype") == "E")
    near(
        np.array([found.se, found.df, found.low, found.high], dtype=float),
        [expected[key] for key in ("se", "df", "ci_t_lo", "ci_t_hi")],
    )


@each_design
def test_difference_of_two_domains(name: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/contrast_diff")
    improved = data.text("comp.imp") == "Yes"
    found = mean_difference(design, data.number("api00"), first=~improved, second=improved)
    near(found.estimate, expected["est"])
    near(found.se, expected["se"])
    near(found.covariance, expected["cov"][0][1])


def joint_margin(data: Table) -> Margin:
    counts = margins_file("apipop_margins")["stype x sch.wide"]
    totals = {f"{count['stype']}|{count['sch.wide']}": float(count["Freq"]) for count in counts}
    labels = tuple(sorted(totals))
    return Margin(
        "stype x sch.wide", data.codes("stype", "sch.wide"), np.array([totals[label] for label in labels]), labels
    )


def raked(*variables: str) -> Callable[[Table, FloatArray], Calibration]:
    return lambda data, weights: rake(weights, [api_margin(data, variable) for variable in variables])


ADJUSTMENTS: dict[str, Callable[[Table, FloatArray], Calibration]] = {
    "postStratify_stype": lambda data, weights: post_stratify(weights, api_margin(data, "stype")),
    "postStratify_stypeXschwide": lambda data, weights: post_stratify(weights, joint_margin(data)),
    "rake_2": raked("stype", "sch.wide"),
    "rake_3": raked("stype", "sch.wide", "awards"),
}


@pytest.mark.parametrize("name", CALIBRATED_DESIGNS)
@pytest.mark.parametrize("case", list(ADJUSTMENTS))
def test_weights_and_variance_after_adjustment(name: str, case: str) -> None:
    data, design = api(name)
    expected = answer(f"{name}/{case}")
    calibration = ADJUSTMENTS[case](data, design.weights)
    near(calibration.weights, expected["weights"])
    found = {
        "mean_api00": mean(design, data.number("api00"), calibration=calibration),
        "total_enroll": total(design, data.number("enroll"), calibration=calibration),
    }
    for key, estimate in found.items():
        near(np.array([estimate.estimate, estimate.se]), [expected[key]["est"], expected[key]["se"]])
    for domain, est, se in zip("EHM", expected["by_stype_api00"]["est"], expected["by_stype_api00"]["se"], strict=True):
        in_domain = mean(design, data.number("api00"), domain=data.text("stype") == domain, calibration=calibration)
        near(np.array([in_domain.estimate, in_domain.se]), [est, se])


@pytest.mark.parametrize("name", CALIBRATED_DESIGNS)
@pytest.mark.parametrize("case", list(ADJUSTMENTS))
@pytest.mark.parametrize("method", R_INTERVALS)
def test_interval_after_adjustment(name: str, case: str, method: IntervalMethod) -> None:
    data, design = api(name)
    expected = answer(f"{name}/{case}")["ciprop_comp"][method]
    calibration = ADJUSTMENTS[case](data, design.weights)
    found = proportion(design, data.text("comp.imp") == "Yes", calibration=calibration, interval=method)
    near(np.array([found.estimate, found.se], dtype=float), [expected["est"], expected["se"]])
    near_bounds(found, expected, method)


@pytest.mark.parametrize("name", CALIBRATED_DESIGNS)
@pytest.mark.parametrize("case", list(ADJUSTMENTS))
def test_fixed_weights_give_a_different_variance(name: str, case: str) -> None:
    data, design = api(name)
    weights = ADJUSTMENTS[case](data, design.weights).weights
    fixed = Design(weights=weights, strata=design.strata, clusters=design.clusters, fpc=design.fpc)
    near(mean(fixed, data.number("api00")).se, answer(f"{name}/{case}")["naive_se_fixed_weights"]["mean_api00"])


def test_nonresponse_cells() -> None:
    victims = table("victims")
    responded = victims.number("responded") == 1
    cells = [victims.codes("crime"), victims.codes("year")]
    found = nonresponse_weights(victims.number("base_w"), responded, cells, minimum=1)
    expected = answer("victims/nonresponse_cells")
    np.testing.assert_array_equal(victims.number("id")[responded], expected["id"])
    near(found.weights[responded], expected["weights"])
    assert not found.weights[~responded].any()


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_raking_to_four_margins_and_its_variance(year: str) -> None:
    everybody = respondents()
    data = everybody.where(everybody.text("year") == year)
    start = np.array(answer("victims/nonresponse_cells")["weights"])[everybody.text("year") == year]
    totals = margins_file("victims_margins")
    margins = []
    for variable in ("area", "crime", "sex", "ageband"):
        levels = data.levels(variable)
        wanted = np.array([totals[variable][year][level] for level in levels], dtype=float)
        margins.append(Margin(variable, data.codes(variable), wanted, tuple(levels)))
    calibration = rake(start, margins)
    expected_weights = np.array(answer("victims/rake_4_margins")["weights"])[everybody.text("year") == year]
    near(calibration.weights, expected_weights)

    design = Design(weights=start, strata=data.codes("crime"))
    expected = answer("victims/raked_variance")[year]
    found = mean(design, data.number("satisfied"), calibration=calibration)
    near(np.array([found.estimate, found.se]), [expected["mean"]["est"], expected["mean"]["se"]])
    for crime, est, se in zip(*(expected["by_crime"][key] for key in ("names", "est", "se")), strict=True):
        by_crime = mean(design, data.number("satisfied"), domain=data.text("crime") == crime, calibration=calibration)
        near(np.array([by_crime.estimate, by_crime.se]), [est, se])


@pytest.mark.parametrize("case", ["prop_sat7_overall", "prop_sat7_by_year"])
def test_seven_levels(case: str) -> None:
    data, design = respondents(), respondents_design("year", "crime")
    expected = answer(f"victims/{case}")
    answered = data.number("sat7")
    domains = groups(data, expected) if "groups" in expected else [np.ones(design.size, dtype=bool)]
    found = [
        proportion(design, np.where(np.isnan(answered), np.nan, answered == level), domain=domain)
        for level in range(1, 8)
        for domain in domains
    ]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])


@pytest.mark.parametrize("case", ["sat_by_area_year", "sat_by_crime_year"])
def test_satisfaction_by_two_classifications(case: str) -> None:
    data, design = respondents(), respondents_design("year", "crime")
    expected = answer(f"victims/{case}")
    found = [mean(design, data.number("satisfied"), domain=domain) for domain in groups(data, expected)]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])


@pytest.mark.parametrize("method", R_INTERVALS)
def test_intervals_by_year_and_crime(method: IntervalMethod) -> None:
    data, design = respondents(), respondents_design("year", "crime")
    for cell, expected in answer("victims/ciprop_by_year_crime").items():
        year, crime = cell.split("|")
        domain = (data.text("year") == year) & (data.text("crime") == crime)
        found = proportion(design, data.number("satisfied"), domain=domain, interval=method)
        assert (found.df, found.n) == (expected["df"], expected["n"])
        near_bounds(found, expected[method], method)


def test_year_on_year() -> None:
    data, design = respondents(), respondents_design("year", "crime")
    years = {"first": data.text("year") == "2023", "second": data.text("year") == "2024"}
    expected = answer("victims/yoy_overall")
    found = mean_difference(design, data.number("satisfied"), **years)
    near(np.array([found.estimate, found.se]), [expected["diff"], expected["se"]])
    assert found.df == expected["degf"]
    for crime, by_crime in answer("victims/yoy_by_crime").items():
        domains = {which: rows & (data.text("crime") == crime) for which, rows in years.items()}
        change = mean_difference(design, data.number("satisfied"), **domains)
        near(np.array([change.estimate, change.se]), [by_crime["diff"], by_crime["se"]])
        assert change.df == by_crime["degf"]


def test_design_effects_of_the_raked_weights() -> None:
    data, design = respondents(), respondents_design("year", "crime")
    expected = answer("victims/deff_satisfied")
    found = mean(design, data.number("satisfied"))
    near(np.array([found.deff, found.deff_with_replacement], dtype=float), [expected["deff_wor"], expected["deff_wr"]])
    near(kish_deff(design.weights), expected["kish"])


def test_a_proportion_of_0_has_an_interval_where_r_has_none() -> None:
    data, design = respondents(), respondents_design("year", "crime")
    expected = answer("victims/ciprop_zero")["beta"]
    assert (expected["se"], expected["lo"], expected["hi"]) == (0, None, None)
    found = proportion(design, data.number("never"))
    assert (found.estimate, found.se, found.low) == (0, 0, 0)
    assert found.high is not None
    near(found.high, 1 - 0.025 ** (1 / found.n))


@pytest.mark.parametrize("rule", ["adjust", "average", "remove", "certainty"])
@pytest.mark.parametrize("fpc", ["with", "without"])
def test_lonely_units(rule: str, fpc: str) -> None:
    data = respondents()
    design = respondents_design("stratum", fpc=fpc == "with", lonely=Lonely(rule))
    expected = answer(f"victims/lonely_{rule}")
    found = mean(design, data.number("satisfied"))
    near(found.se, expected["fpc_mean" if fpc == "with" else "mean"]["se"])
    if fpc == "without":
        by_year = [
            mean(design, data.number("satisfied"), domain=domain) for domain in groups(data, expected["by_year"])
        ]
        near(np.array([estimate.se for estimate in by_year]), expected["by_year"]["se"])


def test_response_rate_by_crime() -> None:
    victims = table("victims")
    design = Design(weights=victims.number("base_w"), strata=victims.codes("year", "crime"))
    expected = answer("victims/response_rate")
    found = [proportion(design, victims.number("responded"), domain=domain) for domain in groups(victims, expected)]
    near(np.array([estimate.estimate for estimate in found]), expected["est"])
    near(np.array([estimate.se for estimate in found]), expected["se"])
