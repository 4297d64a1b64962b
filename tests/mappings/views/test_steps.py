"""The steps of a mapping, each as a page."""

import re
import shutil
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_programme, new_version
from tests.mappings.making import COLUMNS, complete, example_rows, make_draft
from tests.mappings.views.test_starting import post, text_of
from tests.world import MONTH

from aftercall.accounts.models import User
from aftercall.mappings import operations
from aftercall.mappings.forms.values import _name
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.steps import Step
from aftercall.programmes.models import Programme

# What these forms store and read is in tests/mappings/test_operations.py, on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CHOSEN = {field: column.lower() for field, column in COLUMNS.items()}


@pytest.fixture
def draft(programme: Programme, researcher: User) -> MappingDraft:
    """A draft with all steps but the test confirmed."""
    return complete(make_draft(programme, researcher))


def entries() -> dict[str, object]:
    """What the draft says now."""
    return dict(MappingDraft.objects.get().entries)


def shows_error(response: HttpResponse, words: str) -> bool:
    """Whether the page says this in its error summary and beside the field."""
    return response.status_code == 422 and response.content.decode().count(words) == 2


def test_no_page_shows_anybodys_details(client: Client, draft: MappingDraft) -> None:
    private = ("Crime No", "Person URN", "Forename 1", "Surname", "DOB", "Mobile")
    values = {row[column] for row in example_rows() for column in private}
    pages = [text_of(client, name, draft.programme) for name in ("layout", "columns", "values", "dates", "flags")]
    addresses = (
        f"{reverse('mappings:flag_column', args=[draft.programme.slug, 'deceased'])}?column={name.lower()}"
        for name in private
    )
    pages += [client.get(address).content.decode() for address in addresses]
    assert not [value for value in values for page in pages if value in page]


def test_the_layout_of_the_file_can_be_corrected(client: Client, draft: MappingDraft) -> None:
    shown = text_of(client, "layout", draft.programme)
    assert "We found 12 columns in 20 rows." in shown
    assert "We read the file as UTF-8." in shown
    assert 'name="sheet"' not in shown
    assert shows_error(post(client, "layout", draft.programme, heading_rows="one"), "Enter numbers of rows")
    response = post(client, "layout", draft.programme, heading_rows="2")
    assert response.status_code == 422
    assert re.search(r"Walton export\.csv: column \d+ of the row.* looks like a value", response.content.decode())
    post(client, "layout", draft.programme, heading_rows="1", delimiter=",")
    assert MappingDraft.objects.get().entries["file"]["heading_rows"] == [1]


def test_the_sheets_of_a_workbook_can_be_chosen(client: Client, draft: MappingDraft) -> None:
    MappingDraft.objects.update(sheets=["January", "February"])
    assert 'value="February"' in text_of(client, "layout", draft.programme)


def test_columns_are_matched(client: Client, draft: MappingDraft) -> None:
    post(client, "columns", draft.programme, **(CHOSEN | {"area": "ho category", "sex": ""}))
    expected = COLUMNS | {"area": "HO Category"}
    assert entries()["columns"] == {name: column for name, column in expected.items() if name != "sex"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reported_on": ""}, "Choose the column with the date reported"),
        ({"phone_alt": "mobile"}, "Other phone number has the same column as phone number"),
        ({"victim_ref": "crime no"}, "has the same column as crime reference. Choose another, or say below"),
        ({"offence_code": "crime no"}, "Offence code has the same column as crime reference. Choose another"),
        ({"sex": "none"}, "Choose one of the extract’s columns"),
    ],
)
def test_a_wrong_choice_of_columns_is_explained(
    client: Client, draft: MappingDraft, changes: dict[str, str], words: str
) -> None:
    assert shows_error(post(client, "columns", draft.programme, **(CHOSEN | changes)), words)
    assert entries()["columns"] == COLUMNS


def test_one_column_is_both_references_only_if_the_researcher_says_so(client: Client, draft: MappingDraft) -> None:
    assert "One reference is both" not in text_of(client, "columns", draft.programme)
    shared = CHOSEN | {"victim_ref": "crime no"}
    assert "One reference is both" in post(client, "columns", draft.programme, **shared).content.decode()
    post(client, "columns", draft.programme, **shared, one_reference="on")
    assert entries()["columns"] == COLUMNS | {"victim_ref": "Crime No"}
    assert "checked" in text_of(client, "columns", draft.programme)


def test_a_column_with_our_name_must_be_what_we_call_so(client: Client, programme: Programme, researcher: User) -> None:
    rows = [row | {"title": "Detective"} for row in example_rows()]
    make_draft(programme, researcher, rows)
    assert shows_error(post(client, "columns", programme, **CHOSEN), "The extract has a column called title")
    post(client, "columns", programme, **(CHOSEN | {"title": "title"}))
    assert entries()["columns"] == COLUMNS | {"title": "title"}


def values_chosen(**changes: str) -> dict[str, str]:
    """The submission of the values that the page suggests."""
    chosen = {
        _name("victim_kind", "Individual"): "person",
        _name("sex", "F"): "female",
        _name("sex", "M"): "male",
        _name("category", "Burglary"): "",
    }
    return chosen | changes


def test_codes_are_shown_and_translated(client: Client, draft: MappingDraft) -> None:
    shown = text_of(client, "values", draft.programme)
    assert "Burglary (20)" in shown
    assert '<option value="person" selected>' in shown
    others = {"sex-others": "Fem = Female\n\nU =", _name("category", "Burglary"): "Burglary and theft"}
    post(client, "values", draft.programme, **values_chosen(**others))
    assert entries()["values"] == {
        "victim_kind": {"Individual": "person"},
        "sex": {"F": "female", "M": "male", "Fem": "female", "U": ""},
        "category": {"Burglary": "Burglary and theft"},
    }
    shown = text_of(client, "values", draft.programme)
    assert "Fem = female\nU = </textarea>" in shown
    assert 'value="Burglary and theft"' in shown


def test_a_value_of_the_category_is_one_of_the_programmes_or_none(client: Client, researcher: User) -> None:
    programme = make_programme(slug="limited")
    new_version(programme, MONTH, categories=["Theft", "Robbery"])
    categories = ["theft", "BURG", "VEH"]
    rows = [row | {"HO Category": categories[at % 3]} for at, row in enumerate(example_rows())]
    draft = complete(make_draft(programme, researcher, rows), confirmed=["layout", "columns"])
    shown = text_of(client, "values", programme)
    assert '<option value="Theft" selected>' in shown
    assert shown.count("It is none of the programme’s categories") == 2
    assert "These values are none of them yet: BURG, VEH." in shown
    chosen = values_chosen(**{_name("category", "theft"): "Theft", _name("category", "VEH"): "*"})
    assert shows_error(post(client, "values", programme, **chosen), "Choose what ‘BURG’ means")
    post(client, "values", programme, **chosen, **{_name("category", "BURG"): "Robbery"})
    assert entries()["values"]["category"] == {"theft": "Theft", "BURG": "Robbery"}
    shown = text_of(client, "values", programme)
    assert "These values are none of them yet: VEH." in shown
    MappingDraft.objects.update(entries=draft.entries | {"values": {"category": {"VEH": "Vehicle crime"}}})
    chosen[_name("category", "BURG")] = "*"
    post(client, "values", programme, **chosen)
    assert entries()["values"]["category"] == {"theft": "Theft", "VEH": "Vehicle crime"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({_name("victim_kind", "Individual"): ""}, "Choose what ‘Individual’ means"),
        ({"sex-others": "Fem"}, "Line 1: enter a value, an equals sign and what it means"),
        ({"victim_kind-others": "a = person\nb = horse"}, "Line 2: after the equals sign, enter one of person"),
    ],
)
def test_a_translation_that_cannot_be_is_explained(
    client: Client, draft: MappingDraft, changes: dict[str, str], words: str
) -> None:
    assert shows_error(post(client, "values", draft.programme, **values_chosen(**changes)), words)
    assert "values" not in entries()


def test_values_are_kept_when_the_extract_is_gone(client: Client, draft: MappingDraft) -> None:
    post(client, "values", draft.programme, **values_chosen())
    MappingDraft.objects.update(upload="")
    shown = text_of(client, "values", draft.programme)
    assert "We have removed the example extract" in shown
    assert "Individual = person" in shown
    assert "Save and continue" not in shown
    saved = entries()
    assert post(client, "values", draft.programme, **{"victim_kind-others": "a = person"}).status_code == 422
    assert entries() == saved


def test_values_that_cannot_be_shown_cannot_be_skipped(client: Client, draft: MappingDraft, working: Path) -> None:
    complete(draft, confirmed=[Step.LAYOUT, Step.COLUMNS])
    shutil.rmtree(working)
    response = post(client, "values", draft.programme, **values_chosen())
    assert response.status_code == 422
    assert "Upload it again to translate them" in response.content.decode()
    assert MappingDraft.objects.get().confirmed == [Step.LAYOUT, Step.COLUMNS]
    assert "values" not in entries()


def test_without_columns_of_codes_there_is_nothing_to_translate(client: Client, draft: MappingDraft) -> None:
    MappingDraft.objects.update(entries={})
    assert "None of the columns" in text_of(client, "values", draft.programme)
    assert "You have not matched a column of dates" in text_of(client, "dates", draft.programme)


def test_an_order_of_day_and_month_that_is_not_clear_must_be_decided(client: Client, draft: MappingDraft) -> None:
    shown = text_of(client, "dates", draft.programme)
    assert shown.count("Not clear from the values") == 2
    assert "checked" not in shown
    response = post(client, "dates", draft.programme, **{"reported_on-order": "day"})
    assert shows_error(response, "Choose whether the day or the month comes first")
    orders = {"reported_on-order": "day", "date_of_birth-order": "month"}
    post(client, "dates", draft.programme, **orders, **{"reported_on-others": "%d %B %Y; excel"})
    assert entries()["dates"] == {
        "reported_on": ["%d/%m/%Y", "%d %B %Y", "excel"],
        "date_of_birth": ["%m/%d/%Y"],
    }
    shown = text_of(client, "dates", draft.programme)
    assert shown.count("checked") == 2
    assert 'value="%d %B %Y; excel"' in shown


def test_a_format_that_cannot_be_is_explained(client: Client, draft: MappingDraft) -> None:
    orders = {"reported_on-order": "day", "date_of_birth-order": "day"}
    response = post(client, "dates", draft.programme, **orders, **{"reported_on-others": "dd/mm/yyyy"})
    assert shows_error(response, "‘dd/mm/yyyy’ is not a format")


def test_what_the_extract_does_not_say_is_filled_in(client: Client, draft: MappingDraft) -> None:
    MappingDraft.objects.update(entries=draft.entries | {"defaults": {"language": "english"}})
    assert "every row gets this value" in text_of(client, "defaults", draft.programme)
    response = post(client, "defaults", draft.programme, area="")
    assert shows_error(response, "Enter the area that every row gets")
    post(client, "defaults", draft.programme, area="all", victim_kind="person")
    assert entries()["defaults"] == {"language": "english", "area": "all", "victim_kind": "person"}


@pytest.mark.parametrize("name", ["values", "dates", "flags", "defaults", "test"])
def test_a_step_waits_for_those_before_it(client: Client, programme: Programme, researcher: User, name: str) -> None:
    make_draft(programme, researcher)
    response = client.get(reverse(f"mappings:{name}", args=[programme.slug]), follow=True)
    assert "Complete the steps before this one first" in response.content.decode()
    assert response.redirect_chain


def test_a_step_that_gives_no_mapping_is_refused_in_one_line(
    client: Client, draft: MappingDraft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aftercall.frames.profiling.entries.with_defaults", lambda *_: {"defaults": {"crime_ref": "x"}})
    shown = post(client, "defaults", draft.programme, area="all").content.decode()
    assert "[defaults] can" in shown
    assert entries() == draft.entries


def test_saving_a_step_leads_to_the_next_that_is_to_do(client: Client, draft: MappingDraft) -> None:
    MappingDraft.objects.update(confirmed=[Step.LAYOUT, Step.COLUMNS, Step.VALUES, Step.FLAGS])
    response = post(client, "dates", draft.programme, **{"reported_on-order": "day", "date_of_birth-order": "day"})
    assert response.redirect_chain[-1][0] == reverse("mappings:defaults", args=[draft.programme.slug])


def test_a_draft_that_was_discarded_meanwhile_is_reported(
    client: Client, draft: MappingDraft, researcher: User
) -> None:
    operations.discard_draft(draft=draft, actor=researcher, at=draft.changed_at)
    assert operations.NO_DRAFT in post(client, "columns", draft.programme, **CHOSEN).content.decode()
