"""Changes and figures over time in a return: of earlier periods, of another supplier, and of data that have changed."""

from datetime import date
from pathlib import Path

import pytest
from tests.evidence.conftest import SITE
from tests.evidence.making import another_digit, sealed_again
from tests.publication.small_runs import published
from tests.world import LATER, MONTH, returned_wave

from aftercall.accounts.models import User
from aftercall.core.audit import SystemActor
from aftercall.evidence.archive import names
from aftercall.evidence.archive.sealing import unpack
from aftercall.evidence.archive.verify import verify_return
from aftercall.evidence.building.assembling import build_return
from aftercall.handover.models import ReleasedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.programmes.models import Programme, Wave
from aftercall.publication.importing.operations import import_figures
from aftercall.publication.importing.reading import EarlierFigure
from aftercall.publication.models import Publication
from aftercall.results.operations import analyse
from aftercall.results.periods import Period

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FEBRUARY, YEAR_BEFORE = date(2025, 2, 1), date(2024, 2, 1)


@pytest.fixture
def february(cached_frames: None, researcher: User, programme: Programme, tmp_path: Path) -> Publication:
    """Results of February, after those of January and another supplier's of the year before."""
    import_figures(
        programme=programme,
        figures=[EarlierFigure(2, "whole", "all", YEAR_BEFORE, YEAR_BEFORE, 1200, 58.5, None, None)],
        file="old.csv",
        supplier="Another Supplier",
        method="By post.",
        digest="0" * 64,
        actor=researcher,
        at=LATER,
    )
    for month in (MONTH, FEBRUARY):
        returned_wave(researcher, tmp_path, programme=programme, month=month)
        run = analyse(programme=programme, period=Period(month, month), actor=researcher, at=LATER)
        last = published(run, researcher)
    return last


def january_case() -> ReleasedCase:
    wave = Wave.objects.get(month=MONTH)
    return ReleasedCase.objects.filter(release__wave=wave, returned_case__disposition="1.1")[0]


def test_earlier_figures_are_computed_again_unless_another_supplier_measured_them(february: Publication) -> None:
    content = build_return(february, SITE).content
    found = verify_return(content, "return.zip")
    assert found.problems == []
    assert found.changes == february.changes.count() > 1
    assert found.points > 1
    assert found.imported == ["whole, all, 2024-02 to 2024-02: measured by Another Supplier"]
    assert found.certificates == 2
    figures = unpack(content, "return.zip")[names.FIGURES]
    changed = another_digit(figures, after=b'"difference": ')
    [problem, *_] = verify_return(sealed_again(content, {names.FIGURES: changed}), "return.zip").problems
    assert problem.startswith("figures.json, change since period before, ")


def test_what_can_no_longer_be_computed_of_an_earlier_period_is_listed(february: Publication) -> None:
    withdraw_answers(case=january_case(), actor=SystemActor("tests"), at=LATER)
    found = verify_return(build_return(february, SITE).content, "return.zip")
    assert found.problems == []
    assert found.changes == february.changes.count()
    assert len(found.earlier) == len([one for one in found.earlier if one.endswith("2025-01 to 2025-01")]) > 0
