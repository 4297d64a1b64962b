"""Every key of [design] applies, as in R's survey, or is refused."""

from pathlib import Path
from typing import Any

import pytest

from aftercall.errors import BadInput
from aftercall.estimates.run import estimate

# The weights average 1, so columns of factors add up to what columns of weights would.
NORMALISED = """y,w,f0,f1,f2,f3
1,0.4,2,2,2,2
2,0.6,0,0,0,0
1,0.5,2,0,2,0
3,0.5,0,2,0,2
9,1.8,2,2,0,0
8,1.6,0,0,2,2
7,1.3,2,0,0,2
9,1.3,0,2,2,0
"""
MEAN = '[[estimate]]\nkind = "mean"\nvariable = "y"\n'


def run(folder: Path, design: str, data: str = NORMALISED, request: str = MEAN) -> dict[str, Any]:
    (folder / "d.csv").write_text(data, encoding="utf-8")
    (folder / "D.toml").write_text(f'[design]\nweights = "w"\n{design}\n{request}', encoding="utf-8")
    return estimate(folder / "d.csv", folder / "D.toml").rows[0]


def supplied(method: str, more: str = "combined = false") -> str:
    return f'replicates = "f*"\nmethod = "{method}"\n{more}'


def test_replicates_that_can_be_read_in_two_ways_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"combined: is missing, and the replicates can be read as weights and as factors"
    ):
        run(tmp_path, supplied("BRR", ""))
    assert run(tmp_path, supplied("BRR"))["se"] == pytest.approx(0.43893364)
    assert run(tmp_path, supplied("BRR", "combined = true"))["se"] == pytest.approx(0.375)


def with_weights(factor: float, *, combined: bool) -> str:
    """The same data with other weights, and with replicates that are weights or factors of them."""
    head, *lines = NORMALISED.splitlines()
    rows = [[float(cell) for cell in line.split(",")] for line in lines]
    scaled = [[y, w * factor, *(f * w * factor if combined else f for f in of)] for y, w, *of in rows]
    return "\n".join([head, *(",".join(map(str, row)) for row in scaled)])


@pytest.mark.parametrize("combined", [True, False])
@pytest.mark.parametrize("factor", [20, 0.02])
def test_replicates_that_can_be_read_in_one_way_only(tmp_path: Path, factor: float, combined: bool) -> None:  # noqa: FBT001
    data = with_weights(factor, combined=combined)
    assert run(tmp_path, supplied("BRR", ""), data)["se"] == pytest.approx(0.43893364)


def test_replicates_that_can_be_read_in_no_way(tmp_path: Path) -> None:
    data = with_weights(20, combined=True).replace("f0", "g")
    tripled = "\n".join([data.splitlines()[0], *(line + "0" for line in data.splitlines()[1:])])
    with pytest.raises(BadInput, match="can be read neither as weights nor as factors"):
        run(tmp_path, supplied("BRR", ""), tripled.replace(".00", "00"))


def test_a_replicate_without_a_value_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"D\.toml, \[design\]: replicates: a weight is missing or negative"):
        run(tmp_path, supplied("BRR", ""), NORMALISED.replace("1,0.4,2,", "1,0.4,,"))


def test_mse_takes_deviations_from_the_estimate(tmp_path: Path) -> None:
    """v = scale Σ (θ_k − θ)², with θ of the full sample, for supplied replicates and for those made from the design."""
    centred, mse = (run(tmp_path, supplied("bootstrap", f"combined = false\n{key}")) for key in ("", "mse = true"))
    assert mse["se"] > centred["se"]
    data = "y,w,s\n1,1,a\n5,3,a\n2,2,b\n3,9,b\n"
    made = [
        run(tmp_path, f'strata = "s"\nmake_replicates = "JKn"\nmse = {mse}', data, MEAN)["se"]
        for mse in ("true", "false")
    ]
    assert made[0] > made[1]


def test_one_rscale_is_that_of_every_replicate(tmp_path: Path) -> None:
    one, each = (run(tmp_path, supplied("JKn", f"combined = false\nrscales = {r}"))["se"] for r in ("0.5", [0.5] * 4))
    assert one == each
    assert run(tmp_path, supplied("JKn", "combined = false\nrscales = 2\nscale = 4"))["se"] == pytest.approx(4 * one)


def test_rho_is_fays(tmp_path: Path) -> None:
    assert run(tmp_path, supplied("Fay", "combined = false\nrho = 0.5"))["se"] == pytest.approx(2 * 0.43893364)


@pytest.mark.parametrize(
    ("design", "words"),
    [
        (supplied("Fay"), "rho: is missing; the method Fay needs it"),
        (supplied("BRR", "rho = 0.3"), "rho: is only for the method Fay; leave it out"),
        (supplied("Fay", "rho = 1"), "rho: must be between 0 and 1"),
        (supplied("BRR", "scale = 0.25"), "scale: the scale of BRR follows from the number of replicates"),
        (supplied("JK1", "scale = 0"), "scale: must be a number above 0"),
        (supplied("JK1", "rscales = [1, -1, 1, 1]"), "rscales: must not be negative"),
        (supplied("JK1", "rscales = [1, nan, 1, 1]"), "rscales: must be a list of numbers"),
        (supplied("JK1", 'combined = true\nstrata = "y"'), "strata: does not apply to replicates that come with the"),
        (supplied("JK1", 'combined = true\nlonely = "adjust"'), "lonely: does not apply to replicates"),
        (supplied("JK1", "combined = true\nseed = 1"), "seed: does not apply to replicates that come with the data"),
        ("replicates = []", "replicates: names no column"),
        ('replicates = "f*"', "method: is missing"),
        ('method = "JK1"', "method: is for replicates, and this design has none; leave it out"),
        ("mse = true", "mse: is for replicates, and this design has none"),
        ('make_replicates = "JK1"\nscale = 1', "scale: does not apply to make_replicates; leave it out"),
        ('make_replicates = "JK1"\ncombined = true', "combined: does not apply to make_replicates"),
        ('make_replicates = "JK1"\nseed = 1', "seed: is only for the bootstrap"),
        ('make_replicates = "bootstrap"\nseed = 1.5', "seed: must be a whole number"),
        ('make_replicates = "JKn"\nids = ["y", "w"]\nfpc = ["w", "w"]', "fpc: make_replicates takes the population of"),
        ('strat = "y"', "strat: is not a known key; did you mean strata?"),
    ],
)
def test_keys_that_do_not_apply_are_refused(tmp_path: Path, design: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        run(tmp_path, design)
    assert f"D.toml, [design], {words}" in str(refused.value)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("[desing]\n" + MEAN, "D.toml, desing: is not a known key; did you mean design?"),
        (MEAN.replace("[[estimate]]", "[[estimates]]"), "estimates: is not a known key; did you mean estimate?"),
        (MEAN.replace("variable", "vairable"), "[[estimate]] 1, vairable: is not a known key; did you mean variable?"),
        (MEAN + 'denominator = "w"', "denominator: does not apply to mean; leave it out"),
        (MEAN + 'interval = "wilson"', "interval: must be mean or none; only a proportion has other intervals"),
        ('[[weighting]]\nmethod = "rake"\nbounds = [0, 2]\n' + MEAN, "bounds: does not apply to rake; leave it out"),
        ('[[weighting]]\nmetod = "rake"\n' + MEAN, "[[weighting]] 1, metod: is not a known key; did you mean method?"),
        ('[[weighting]]\nmethod = "rake"\nminimum = 2.5\nmargins = {}\n' + MEAN, "minimum: must be a whole number"),
    ],
)
def test_misspelt_tables_and_keys_are_refused(tmp_path: Path, request_: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        run(tmp_path, "", request=request_)
    assert words in str(refused.value)
