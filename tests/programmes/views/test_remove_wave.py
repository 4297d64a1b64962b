"""Removing an empty month."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, make_programme
from tests.world import planned_wave

from aftercall.accounts.models import User
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import LoadJob, Wave
from aftercall.programmes.states import LoadState, WaveState

pytestmark = pytest.mark.django_db


def remove(client: Client, wave: Wave) -> str:
    return client.post(reverse("programmes:remove_wave", args=[wave.pk]), follow=True).content.decode()


def test_an_empty_month_is_removed_and_can_be_opened_again(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    LoadJob.objects.create(
        wave=wave, started_at=TUESDAY, started_by=researcher, folder="x", steps=1, state=LoadState.FAILED
    )
    address = reverse("programmes:remove_wave", args=[wave.pk])
    assert address in client.get(reverse("programmes:wave", args=[wave.pk])).content.decode()
    assert "nothing is lost" in client.get(address).content.decode()
    assert "January 2025 has been removed" in remove(client, wave)
    entry = AuditEntry.objects.get(action="wave.removed")
    assert (entry.subject, entry.details) == (wave.subject, {"seed_commitment": wave.seed_commitment})
    assert planned_wave(researcher, wave.programme).reference == wave.reference


@pytest.mark.parametrize(
    ("state", "words"), [(WaveState.LOADED, "before its extract"), (WaveState.PLANNED, "is being")]
)
def test_a_month_with_an_extract_or_a_running_load_stays(
    state: WaveState, words: str, client: Client, researcher: User
) -> None:
    wave = planned_wave(researcher)
    if state == WaveState.PLANNED:
        LoadJob.objects.create(wave=wave, started_at=TUESDAY, started_by=researcher, folder="x", steps=1)
        from aftercall.core.errors import Refused  # noqa: PLC0415
        from aftercall.programmes.operations import remove_wave  # noqa: PLC0415

        with pytest.raises(Refused, match=words):
            remove_wave(wave=wave, actor=researcher, at=TUESDAY)
    else:
        Wave.objects.filter(pk=wave.pk).update(state=state)
        address = reverse("programmes:remove_wave", args=[wave.pk])
        for response in (client.get(address), client.post(address)):
            assert response["Location"] == reverse("programmes:wave", args=[wave.pk])
    assert Wave.objects.filter(pk=wave.pk).exists()


def test_the_months_that_were_left_out_are_named_by_programme(client: Client, researcher: User) -> None:
    crime, nuisance = make_programme(slug="crime"), make_programme(slug="nuisance")
    for month in (1, 2, 5):
        planned_wave(researcher, crime, date(2025, month, 1))
    planned_wave(researcher, nuisance, date(2025, 4, 1))
    page = client.get(reverse("programmes:waves")).content.decode()
    assert page.count("You have not opened") == 1
    assert "You have not opened March 2025 or April 2025." in page
    assert "Waves of Crime, newest first" in page
    assert "Choose a programme" in page


def test_a_month_is_opened_for_the_chosen_programme(client: Client) -> None:
    make_programme(slug="crime")
    nuisance = make_programme(slug="nuisance")
    address = reverse("programmes:waves")
    assert "Choose a programme" in client.post(address, {"month": "2025-01"}).content.decode()
    assert client.post(address, {"month": "2025-01", "programme": nuisance.pk}).status_code == 302
    assert Wave.objects.get().programme == nuisance
