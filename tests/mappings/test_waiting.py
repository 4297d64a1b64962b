"""What waits for the researcher about mappings."""

from datetime import date

import pytest
from tests.fieldwork.making import make_programme, make_wave, new_version
from tests.mappings.making import AT, complete, make_draft

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.mappings.waiting import mappings
from aftercall.programmes import operations
from aftercall.programmes.models import ExtractLoad, Programme

pytestmark = pytest.mark.django_db


def texts(items: object) -> list[str]:
    return [item.text for item in items if isinstance(item, HomeItem)]  # type: ignore[attr-defined]


def test_a_programme_without_a_mapping_may_need_one_until_its_first_extract(
    programme: Programme, researcher: User
) -> None:
    mapped = make_programme(slug="mapped")
    new_version(mapped, date(2025, 2, 1), mapping='[columns]\ncrime_ref = "Crime No"\n')
    assert texts(mappings()) == [f"Make a mapping for {programme.name}"]
    ExtractLoad.objects.create(wave=make_wave(programme), loaded_at=AT, loaded_by=researcher, folder="a", flow={})
    assert texts(mappings()) == []


def test_a_draft_is_to_be_finished_or_saved(programme: Programme, researcher: User) -> None:
    draft = make_draft(programme, researcher)
    [item] = mappings()
    assert (item.text, item.details) == (f"Finish the mapping for {programme}", "Next step: Match the columns.")
    complete(draft, confirmed=["layout", "columns", "values", "dates", "flags", "defaults", "test"])
    assert texts(mappings()) == [f"Save the mapping for {programme}"]


def test_a_mapping_that_is_to_be_confirmed_is_not_made_again(programme: Programme, researcher: User) -> None:
    operations.set_mapping(programme=programme, mapping='[columns]\nsex = "Gender"\n', actor=researcher, at=AT)
    assert texts(mappings()) == []
