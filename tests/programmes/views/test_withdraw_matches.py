"""Withdrawing the decisions that are waiting."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.programmes.conftest import AddPossibleMatches, make_pair
from tests.world import LOADED, loaded_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes import kept_extracts
from aftercall.programmes.models import MatchDecision, MatchVerdict, Wave
from aftercall.programmes.operations import decide_matches

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


@pytest.fixture
def wave(researcher: User, extract: Path, add_possible_matches: AddPossibleMatches) -> Wave:
    """A loaded wave with a possible match."""
    wave = loaded_wave(researcher, extract)
    add_possible_matches(wave, [make_pair(1)])
    return wave


def post_withdraw(client: Client, wave: Wave) -> str:
    return client.post(reverse("programmes:withdraw_matches", args=[wave.pk]), follow=True).content.decode()


def test_waiting_decisions_are_withdrawn(client: Client, researcher: User, wave: Wave) -> None:
    decide_matches(wave=wave, verdicts={make_pair(1)["pair"]: MatchVerdict.DIFFERENT}, actor=researcher, at=LOADED)
    assert "1 decision has been withdrawn" in post_withdraw(client, wave)
    assert not MatchDecision.objects.exists()
    assert AuditEntry.objects.get(action="matches.withdrawn").details == {"decisions": 1}


def test_the_page_says_so_if_no_decisions_are_waiting(client: Client, wave: Wave) -> None:
    assert "No decisions are waiting" in post_withdraw(client, wave)
    assert not AuditEntry.objects.filter(action="matches.withdrawn").exists()


def test_only_the_researcher_may_withdraw_decisions_and_only_by_post(
    client_signed_in_as: Callable[[Role | None], Client], wave: Wave
) -> None:
    address = reverse("programmes:withdraw_matches", args=[wave.pk])
    assert client_signed_in_as(Role.DATA_PROTECTION).post(address).status_code == 403
    assert client_signed_in_as(Role.RESEARCHER).get(address).status_code == 405


def test_waiting_decisions_are_applied_with_one_button(
    client: Client, researcher: User, wave: Wave, extract: Path
) -> None:
    page, apply = (reverse(f"programmes:{name}", args=[wave.pk]) for name in ("wave", "apply_matches"))
    assert "No decisions are waiting" in client.post(apply, follow=True).content.decode()
    decide_matches(wave=wave, verdicts={make_pair(1)["pair"]: MatchVerdict.DIFFERENT}, actor=researcher, at=LOADED)
    assert "Load the extract again to apply it" in client.get(page).content.decode()
    assert "We no longer have the extract" in client.post(apply, follow=True).content.decode()
    kept_extracts.keep(wave.load.folder, extract)
    for name in ("wave", "matches"):
        assert "Apply this decision" in client.get(reverse(f"programmes:{name}", args=[wave.pk])).content.decode()
    assert "Apply the decisions about January 2025" in client.get(reverse("start")).content.decode()
    assert client.post(apply)["Location"] == reverse("programmes:loading", args=[wave.pk])
    assert (
        "The extract has been loaded"
        in client.get(reverse("programmes:loading", args=[wave.pk]), follow=True).content.decode()
    )
