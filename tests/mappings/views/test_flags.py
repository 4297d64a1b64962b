"""The pages for who must not be called."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from tests.mappings.making import complete, example_rows, make_draft
from tests.mappings.views.test_starting import post, text_of
from tests.mappings.views.test_steps import shows_error

from aftercall.accounts.models import User
from aftercall.core.models import AuditEntry
from aftercall.mappings.models import MappingDraft
from aftercall.programmes.models import Programme

# What these forms store and read is in tests/mappings/test_operations.py, on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def draft(programme: Programme, researcher: User) -> MappingDraft:
    """A draft of a mapping of an extract with markers."""
    markers = ["VA", "HC", "can't"]
    rows = [row | {"Marker": markers[at % 3], "Odd ` name": "x"} for at, row in enumerate(example_rows())]
    confirmed = ["layout", "columns", "values", "dates", "defaults"]
    return complete(make_draft(programme, researcher, rows), confirmed=confirmed)


def flags() -> dict[str, str]:
    """The conditions of the draft."""
    return dict(MappingDraft.objects.get().entries.get("flags", {}))


def column_page(draft: MappingDraft, flag: str, column: str) -> str:
    """The address of the page for one column's condition."""
    return f"{reverse('mappings:flag_column', args=[draft.programme.slug, flag])}?column={column}"


def test_columns_whose_names_say_so_are_suggested_and_added(client: Client, draft: MappingDraft) -> None:
    shown = text_of(client, "flags", draft.programme)
    assert "Suggested below: Deceased" in shown
    for name in ("Notes", "Marker", "Odd ` name"):
        assert f"<li>{name}</li>" in shown
    response = post(client, "flags", draft.programme, suggested=["deceased|deceased"])
    assert flags() == {"deceased": "yes(`Deceased`)"}
    assert response.redirect_chain[-1][0] == reverse("mappings:test", args=[draft.programme.slug])
    shown = text_of(client, "flags", draft.programme)
    assert "Columns that seem to say so" not in shown
    assert "Deceased says anything except a plain no" in shown


def test_a_category_that_sounds_like_a_reason_without_a_condition_is_pointed_out(
    client: Client, programme: Programme, researcher: User
) -> None:
    categories = ["Burglary", "Other sexual offences"]
    rows = [row | {"HO Category": categories[at % 2]} for at, row in enumerate(example_rows())]
    complete(make_draft(programme, researcher, rows), confirmed=["layout", "columns", "values", "dates", "defaults"])
    warning = "No condition, although the extract has Other sexual offences"
    assert text_of(client, "flags", programme).count(warning) == 1
    address = reverse("mappings:flag", args=[programme.slug, "sexual_offence"])
    client.post(address, {"condition": "`HO Category` == 'Other sexual offences'"})
    assert warning not in text_of(client, "flags", programme)


def test_nothing_is_added_that_was_not_chosen_or_suggested(client: Client, draft: MappingDraft) -> None:
    assert shows_error(
        post(client, "flags", draft.programme, suggested=["deceased|surname"]), "Choose from the columns"
    )
    post(client, "flags", draft.programme)
    assert flags() == {}
    assert "flags" in MappingDraft.objects.get().confirmed


def test_a_condition_that_grows_too_long_is_refused(client: Client, draft: MappingDraft) -> None:
    draft.entries = draft.entries | {"flags": {"deceased": f"`Marker` == '{'x' * 1_980}'"}}
    draft.save(update_fields=["entries"])
    refused = (
        client.post(column_page(draft, "deceased", "deceased"), {"kind": "any"}),
        post(client, "flags", draft.programme, suggested=["deceased|deceased"]),
    )
    assert [response.status_code for response in refused] == [422, 422]
    assert all("condition has more than 2,000 characters" in response.content.decode() for response in refused)


def test_a_column_and_its_values_become_a_condition(client: Client, draft: MappingDraft) -> None:
    address = column_page(draft, "safeguarding", "marker")
    shown = client.get(address).content.decode()
    assert 'value="VA"' in shown
    client.post(address, {"kind": "these", "chosen": ["VA"], "others": "MARAC; can't"})
    assert flags() == {"safeguarding": "`Marker` in ('VA', 'MARAC', \"can't\")"}
    client.post(column_page(draft, "safeguarding", "deceased"), {"kind": "any"})
    assert flags()["safeguarding"].endswith(" or yes(`Deceased`)")
    assert (
        "Add another column"
        in client.get(reverse("mappings:flag", args=[draft.programme.slug, "safeguarding"])).content.decode()
    )


def test_values_are_shown_only_where_none_may_be_a_name_and_that_is_recorded(
    client: Client, programme: Programme, researcher: User
) -> None:
    officers = ["PC Barnaby Wexcombe", "Dr Priscilla OAKHAMPTON"]
    rows = [
        row | {"OIC": officers[at % 2], "Marker": "VA", "Group": f"G{chr(97 + at // 5)}"}
        for at, row in enumerate(example_rows() * 6)
    ]
    draft = complete(make_draft(programme, researcher, rows))
    for column in ("oic", "group"):
        assert 'name="chosen"' not in client.get(column_page(draft, "deceased", column)).content.decode()
    assert not AuditEntry.objects.filter(action="mapping.values_shown")
    assert 'value="VA"' in client.get(column_page(draft, "deceased", "marker")).content.decode()
    entry = AuditEntry.objects.get(action="mapping.values_shown")
    assert entry.details == {"flag": "deceased", "values": 1}


def test_values_that_were_chosen_are_not_lost_silently_when_the_extract_is_gone(
    client: Client, draft: MappingDraft
) -> None:
    MappingDraft.objects.update(upload="")
    address = column_page(draft, "safeguarding", "marker")
    assert "cannot show this column’s values" in client.get(address).content.decode()
    data = {"kind": "these", "chosen": ["VA"], "others": "MARAC"}
    assert shows_error(client.post(address, data), "the values that you chose are lost")
    assert flags() == {}
    client.post(address, {"kind": "these", "others": "VA; MARAC"})
    assert flags() == {"safeguarding": "`Marker` in ('VA', 'MARAC')"}


def test_values_of_a_column_of_personal_details_are_never_shown(
    client: Client, programme: Programme, researcher: User
) -> None:
    rows = [row | {"Surname": "Smith" if at % 2 else "Jones"} for at, row in enumerate(example_rows())]
    draft = complete(make_draft(programme, researcher, rows))
    for column in ("surname", "forename 1", "mobile"):
        shown = client.get(column_page(draft, "deceased", column)).content.decode()
        assert "Smith" not in shown
        assert 'name="chosen"' not in shown
    assert "Smith" not in text_of(client, "columns", programme)


@pytest.mark.parametrize(
    ("column", "data", "words"),
    [
        ("marker", {}, "Choose when the person must not be called"),
        ("marker", {"kind": "these"}, "Choose or enter at least one value"),
        ("marker", {"kind": "these", "others": "'\""}, "both kinds of quotation marks"),
        ("surname", {"kind": "these", "others": " ; "}, "Choose or enter at least one value"),
    ],
)
def test_an_incomplete_condition_is_explained(
    client: Client, draft: MappingDraft, column: str, data: dict[str, str], words: str
) -> None:
    assert shows_error(client.post(column_page(draft, "deceased", column), data), words)
    assert flags() == {}


def test_a_column_that_no_condition_can_name_is_explained(client: Client, draft: MappingDraft) -> None:
    response = client.post(column_page(draft, "deceased", "odd ` name"), {"kind": "any"})
    assert response.status_code == 422
    assert "Rename it in the export" in response.content.decode()


def test_a_column_must_be_chosen_and_unused_ones_come_first(client: Client, draft: MappingDraft) -> None:
    assert shows_error(client.get(column_page(draft, "deceased", "none")), "Choose one of the extract’s columns")
    response = client.get(column_page(draft, "deceased", ""))
    assert response.status_code == 422
    shown = response.content.decode()
    options = re.findall(r'<option value="([^"]*)"', shown)
    assert options[:3] == ["", "deceased", "notes"]
    assert "Surname (matched to last name)" in shown


def test_every_other_column_of_yes_and_no_is_asked_about(
    client: Client, programme: Programme, researcher: User
) -> None:
    rows = [row | {"No Contact (Y/N)": "N", "Contact consent": "Y", "Ring back": "N"} for row in example_rows()]
    draft = complete(make_draft(programme, researcher, rows), confirmed=["layout", "columns"])
    shown = text_of(client, "flags", draft.programme)
    assert "Suggested below: No Contact (Y/N)" in shown
    suggested = ["deceased|deceased", "do_not_contact|no contact (y/n)"]
    assert shows_error(
        post(client, "flags", programme, suggested=suggested), "Choose whether ‘Ring back’ is a reason not to call"
    )
    assert flags() == {}
    names = re.findall(r'<select[^>]* name="(column-[0-9a-f]+)"', shown)
    assert len(names) == 2
    answers = dict(zip(names, ("do_not_contact|no", "safeguarding"), strict=True))
    post(client, "flags", programme, suggested=suggested, **answers)
    assert flags() == {
        "deceased": "yes(`Deceased`)",
        "do_not_contact": "yes(`No Contact (Y/N)`) or `Contact consent` in ('', 'N', 'No', 'F', 'False', '0')",
        "safeguarding": "yes(`Ring back`)",
    }
    shown = text_of(client, "flags", programme)
    assert "Contact consent says nothing or N or No" in shown
    assert "Other columns of yes and no" not in shown
    MappingDraft.objects.update(entries=MappingDraft.objects.get().entries | {"flags": {}})
    assert re.search(r'<option value="none" selected', text_of(client, "flags", programme))


def test_an_extract_with_another_column_reopens_the_step(programme: Programme, researcher: User) -> None:
    complete(make_draft(programme, researcher))
    assert "flags" in make_draft(programme, researcher).confirmed
    rows = [row | {"Bail notes": ""} for row in example_rows()]
    assert "flags" not in make_draft(programme, researcher, rows).confirmed


def test_a_condition_can_be_written_and_removed(client: Client, draft: MappingDraft) -> None:
    address = reverse("mappings:flag", args=[draft.programme.slug, "deceased"])
    client.post(address, {"condition": "deceased == 'Y' or yes(marker)"})
    assert flags() == {"deceased": "deceased == 'Y' or yes(marker)"}
    shown = client.get(address).content.decode()
    assert "The person is not called if deceased says Y, or marker says anything except a plain no." in shown
    client.post(address, {"condition": "not yes(marker)"})
    assert "if this holds: <code" in client.get(address).content.decode()
    assert "The condition is removed" in client.post(address, {"condition": ""}, follow=True).content.decode()
    assert flags() == {}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("yes(", "The condition ends where a column was expected"),
        ("died == 'Y'", "The condition is about the column died, which the example extract does not have"),
    ],
)
def test_a_condition_that_cannot_be_is_explained(
    client: Client, draft: MappingDraft, condition: str, words: str
) -> None:
    address = reverse("mappings:flag", args=[draft.programme.slug, "deceased"])
    assert shows_error(client.post(address, {"condition": condition}), words)
    assert flags() == {}


def test_there_is_no_page_for_an_unknown_reason(client: Client, draft: MappingDraft) -> None:
    assert client.get(reverse("mappings:flag", args=[draft.programme.slug, "none"])).status_code == 404
