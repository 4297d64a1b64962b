"""What waits for the researcher among the mappings."""

from datetime import UTC, datetime

import pytest
from tests.fieldwork.making import make_programme
from tests.world import make_researcher, planned_wave

from aftercall.mappings.models import MappingDraft
from aftercall.mappings.waiting import mappings
from aftercall.programmes.models import ExtractLoad

pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 4, 9, tzinfo=UTC)


def test_a_mapping_is_to_be_made_until_there_is_one_or_an_extract_has_been_loaded() -> None:
    make_programme(top={"mapping": '[columns]\nlast_name = "Surname"\n'})
    programme, researcher = make_programme(), make_researcher()
    [item] = mappings(AT)
    assert (item.text, item.url) == (f"Make a mapping for {programme.name}", f"/mappings/{programme.slug}/")
    wave = planned_wave(researcher, programme)
    ExtractLoad.objects.create(wave=wave, loaded_at=AT, loaded_by=researcher, folder="folder", flow={})
    assert list(mappings(AT)) == []


def test_a_mapping_that_was_begun_is_to_be_finished() -> None:
    programme = make_programme()
    MappingDraft.objects.create(programme=programme, changed_at=AT, changed_by=make_researcher())
    [item] = mappings(AT)
    assert item.text == f"Finish the mapping of {programme.name}"
    assert item.details == "It was last changed on 4 March 2025 and has not been saved with the programme."
