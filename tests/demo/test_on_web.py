"""A few simulated people answer on the web."""

from datetime import date, timedelta

import pytest
from tests.demo.test_interviewers import FIRST, people
from tests.fieldwork.making import make_user
from tests.web_door.making import make_web_cases

from aftercall.demo import on_web
from aftercall.demo.interviewers import run_fieldwork
from aftercall.dispositions.codes import COMPLETE, ON_WEB
from aftercall.fieldwork.models import Case, Interview
from aftercall.fieldwork.queries import modes_of
from aftercall.handover.modes import Mode
from aftercall.programmes.models import Wave


@pytest.mark.django_db
@pytest.mark.one_database
def test_whoever_prefers_the_web_answers_there_in_the_evening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_web, "MONTHS", {date(2025, 1, 1)})
    monkeypatch.setattr(on_web, "_SHARE", 0.5)
    persons, profiles = people(20)
    make_web_cases(*persons)
    tally = run_fieldwork(
        waves=list(Wave.objects.select_related("release")),
        interviewers=[make_user()],
        profiles=profiles,
        first_day=FIRST,
        last_day=FIRST + timedelta(days=30),
        seed=1,
    )
    modes = modes_of(Interview.objects.select_related("case__released"))
    on_the_web = [key for key, mode in modes.items() if mode is Mode.WEB]
    assert 0 < len(on_the_web) == tally.calls[ON_WEB.code] < len(modes)
    assert set(Case.objects.filter(interview__in=on_the_web).values_list("final_disposition", flat=True)) == {
        COMPLETE.code
    }
