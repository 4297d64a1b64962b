"""The demo's programmes, and the change of the main one's questionnaire."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from aftercall.accounts.roles import Role
from aftercall.demo.programme import decide_break, make_accounts, make_programme, reword_questionnaire
from aftercall.programmes.operations import plan_wave
from aftercall.questionnaires.models import SeriesDecision

START = datetime(2025, 1, 1, 9, tzinfo=ZoneInfo("Europe/London"))
JUNE = datetime(2025, 6, 5, 9, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.django_db
@pytest.mark.one_database
def test_waves_from_a_date_on_are_asked_with_the_next_version_and_one_measure_breaks_in_hindsight() -> None:
    accounts = make_accounts(at=START)
    programme = make_programme(takes_effect_on=START.date(), at=START)
    researcher, administrator = accounts[Role.RESEARCHER].user, accounts[Role.ADMINISTRATOR].user
    reword_questionnaire(
        programme, takes_effect_on=date(2025, 7, 1), researcher=researcher, administrator=administrator, at=JUNE
    )
    waves = [plan_wave(programme=programme, month=date(2025, month, 1), actor=researcher, at=JUNE) for month in (6, 7)]
    assert [wave.version.survey.instrument.reference for wave in waves] == [
        "victim_satisfaction_3",
        "victim_satisfaction_4",
    ]
    breaks = SeriesDecision.objects.filter(verdict="series_break")
    assert not breaks.exists()
    decide_break(researcher=researcher, at=JUNE)
    assert [(decision.measure, decision.decided_by) for decision in breaks] == [("informed", researcher)]
    assert SeriesDecision.objects.count() == 11
