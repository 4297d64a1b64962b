"""All 159 cases computed by R's survey 4.5, compared with `aftercall estimate`, and the page that lists them."""

from pathlib import Path

import pytest
from tests.reference.cases import LIKELIHOOD_ABSOLUTE, Figure, all_figures
from tests.reference.r_survey import RELATIVE, case_names, near

PAGE = Path(__file__).parents[2] / "docs" / "r-survey.md"
HEAD = f"""# Agreement with R

Each case in `tests/reference/data/survey_4.5.json` was computed by R's `survey` 4.5.
`tests/reference/test_every_case.py` runs `aftercall estimate` on the same files, compares the
figures with a relative tolerance of {RELATIVE:g} above an absolute floor, and writes this page. The floor
is 1e-08, and 1e-06 for totals, because a standard error of exactly 0 in R is the square root of a
rounding error here. The bounds of the `likelihood` interval have a floor of {LIKELIHOOD_ABSOLUTE:g}: R
reads them off a spline through a few points of the profile; here they are the exact root. Where
everybody or nobody gave an answer (`victims/ciprop_zero`), R has no interval, and the expected one
is Clopper and Pearson's.

| Case | Figures compared |
| --- | --- |
"""


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Figure]]:
    return all_figures(tmp_path_factory.mktemp("cases"))


@pytest.mark.parametrize("case", case_names())
def test_case(case: str, figures: dict[str, list[Figure]]) -> None:
    assert figures[case]
    for figure in figures[case]:
        near(figure.found, figure.expected, absolute=figure.absolute)


def test_the_page_lists_every_case(figures: dict[str, list[Figure]]) -> None:
    page = HEAD + "".join(f"| `{case}` | {len(figures[case]):,} |\n" for case in case_names())
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page, encoding="utf-8")
    assert before == page, "docs/r-survey.md was out of date and has been rewritten: check it and commit it"
