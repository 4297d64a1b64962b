"""The page that tests a mapping, and saving it."""

from typing import Any

import pytest
from django.test import Client
from tests.mappings.making import AT, complete, make_draft
from tests.mappings.views.test_starting import post, text_of

from aftercall.accounts.models import User
from aftercall.mappings import operations
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.programme_setting import current_mapping, trial_rules
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import change_settings

# What these forms store and read is in tests/mappings/test_operations.py, on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
WORKS: dict[str, Any] = {
    "usable": True,
    "error": "",
    "rows": 20,
    "rejected": 1,
    "refused": False,
    "kinds": [[["date_of_birth", "not_a_date", "enter a real date"], 1]],
    "places": 1,
    "problems": [[7, "date_of_birth", "not_a_date", "enter a real date"]],
    "numbers": {"landline": 12, "service": 0, "unreal": 3},
    "excluded": {"deceased": 2, "objected": 0},
    "repeats": 1,
    "frame": 16,
}
FAILS = WORKS | {"usable": False, "excluded": {}, "frame": 0, "repeats": 0}


@pytest.fixture
def draft(programme: Programme, researcher: User) -> MappingDraft:
    """A draft that only has to be tested."""
    return complete(make_draft(programme, researcher))


def test_a_mapping_that_works_can_be_saved(
    client: Client, draft: MappingDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "run_trial", lambda *_, **__: WORKS)
    assert "that we delete at once" in text_of(client, "test", draft.programme)
    shown = post(client, "test", draft.programme).content.decode()
    assert "The mapping works: 16 people of 20 rows would be in the frame." in shown
    assert "DOB (Date of birth)" in shown
    assert "The person has died" in shown
    assert "asked not to be surveyed" not in shown
    assert "Not a possible number" in shown
    assert "freephone" not in shown
    saved = post(client, "save", draft.programme).content.decode()
    assert "It takes effect when an administrator confirms" in saved
    assert 'crime_ref = "Crime No"' in current_mapping(draft.programme)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (FAILS | {"refused": True, "rejected": 20}, "Most rows cannot be used"),
        (FAILS | {"excluded": {"deceased": 19}}, "No one in this extract would be in the frame"),
        (
            FAILS | {"rows": 0, "error": "extract.csv: the column area is missing; add it"},
            "Walton export.csv: the column area is missing",
        ),
    ],
)
def test_a_mapping_that_does_not_work_cannot_be_saved(
    client: Client, draft: MappingDraft, found: dict[str, Any], words: str
) -> None:
    complete(draft, test=found | {"rules": trial_rules(draft.programme).digest})
    shown = text_of(client, "test", draft.programme)
    assert words in shown
    assert "Save the mapping with" not in shown
    assert operations.TEST_FIRST in post(client, "save", draft.programme).content.decode()
    assert current_mapping(draft.programme) == ""


def test_the_page_says_by_which_settings_it_tests_and_when_they_have_changed(
    client: Client, draft: MappingDraft, researcher: User
) -> None:
    complete(draft, test=WORKS | {"rules": trial_rules(draft.programme).digest, "settings": "Version 1"})
    shown = text_of(client, "test", draft.programme)
    assert "Version 1" in shown
    assert "Everything that is reported" in shown
    change_settings(programme=draft.programme, changes={"categories": ["Theft"]}, actor=researcher, at=AT)
    shown = text_of(client, "test", draft.programme)
    assert "settings have changed since this test" in shown
    assert "Save the mapping with" not in shown


def test_the_page_says_when_the_extract_has_been_removed(client: Client, draft: MappingDraft) -> None:
    complete(draft, upload="", test=WORKS | {"places": 80})
    shown = text_of(client, "test", draft.programme)
    assert "We have removed the example extract" in shown
    assert "the first 1 of 80" in shown
    assert "Upload it again" in post(client, "test", draft.programme).content.decode()
