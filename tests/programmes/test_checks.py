"""The checks of programmes."""

from datetime import date

import pytest
from tests.fieldwork.making import TUESDAY, make_programme, new_version
from tests.world import planned_wave

from aftercall.accounts.models import User
from aftercall.core.audit import SystemActor
from aftercall.core.check_list import Check, CheckState
from aftercall.programmes.checks import programmes_set_up
from aftercall.programmes.operations import change_settings, confirm_version, create_programme, discard_draft
from aftercall.programmes.waiting import changes_to_confirm

pytestmark = pytest.mark.django_db
TESTS = SystemActor("tests")


def checks() -> dict[str, Check]:
    return {check.title: check for check in programmes_set_up()}


def test_without_a_programme_one_is_to_be_created() -> None:
    [check] = programmes_set_up()
    assert (check.state, check.url) == (CheckState.MISSING, "/new-programme/")


def test_a_new_programme_lacks_an_agency_a_questionnaire_and_other_settings() -> None:
    create_programme(name="Hate crime", actor=TESTS, at=TUESDAY)
    assert {title: check.state for title, check in checks().items()} == {
        "Agency of Hate crime": CheckState.MISSING,
        "Questionnaire of Hate crime": CheckState.MISSING,
        "Mapping of Hate crime": CheckState.OPTIONAL,
        "Settings of Hate crime": CheckState.MISSING,
    }
    assert checks()["Agency of Hate crime"].url == "/programmes/hate-crime/settings/agency/"
    assert checks()["Settings of Hate crime"].action == "Complete the settings of Hate crime"


def test_a_confirmed_programme_lacks_nothing() -> None:
    programme = make_programme(top={"mapping": '[columns]\nlast_name = "Surname"\n'})
    assert {check.state for check in checks().values()} == {CheckState.DONE}
    assert checks()[f"Agency of {programme.name}"].details == "Example Research"


def test_a_mapping_that_does_not_reach_an_open_month_is_missing(researcher: User) -> None:
    programme = make_programme()
    planned_wave(researcher, programme)
    new_version(programme, date(2025, 6, 1), mapping='[columns]\nlast_name = "Surname"\n')
    check = checks()[f"Mapping of {programme.name}"]
    assert (check.state, check.url) == (CheckState.MISSING, f"/programmes/{programme.slug}/confirm/")
    assert check.action == f"Confirm the mapping of {programme.name} from 1 January 2025"
    assert check.details == "Without it, extracts for January 2025 are read in our own layout."
    confirm_version(programme=programme, takes_effect_on=date(2025, 1, 1), actor=TESTS, at=TUESDAY)
    assert checks()[f"Mapping of {programme.name}"].state == CheckState.DONE


def test_changes_wait_until_they_are_confirmed_or_discarded() -> None:
    programme = make_programme()
    assert list(changes_to_confirm(TUESDAY)) == []
    change_settings(programme=programme, changes={"minimum_age": 18}, actor=TESTS, at=TUESDAY)
    [item] = changes_to_confirm(TUESDAY)
    assert (item.text, item.url) == (
        f"Confirm or discard the changes to {programme.name}",
        f"/programmes/{programme.slug}/confirm/",
    )
    discard_draft(programme=programme, actor=TESTS, at=TUESDAY)
    assert list(changes_to_confirm(TUESDAY)) == []
