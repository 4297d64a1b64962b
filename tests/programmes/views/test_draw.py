"""Drawing a sample on the wave's page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.programmes.conftest import AddPossibleMatches, make_pair
from tests.world import LOADED, drawn_wave, fresh, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import MatchVerdict, Wave
from aftercall.programmes.operations import decide_matches, load_extract, withdraw_decisions
from aftercall.programmes.states import WaveState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def post_draw(client: Client, wave: Wave) -> str:
    return client.post(reverse("programmes:draw", args=[wave.pk]), follow=True).content.decode()


def test_the_button_draws_the_sample(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    assert "has been drawn. You can download its certificate" in post_draw(client, wave)
    assert fresh(wave).state == WaveState.DRAWN


def test_a_sample_cannot_be_drawn_twice(client: Client, researcher: User, extract: Path) -> None:
    assert "You can only draw the sample once" in post_draw(client, drawn_wave(researcher, extract))


def test_no_sample_is_drawn_until_waiting_decisions_are_applied_or_withdrawn(
    client: Client, researcher: User, extract: Path, add_possible_matches: AddPossibleMatches
) -> None:
    wave = loaded_wave(researcher, extract)
    add_possible_matches(wave, [make_pair(1)])
    decide_matches(wave=wave, verdicts={make_pair(1)["pair"]: MatchVerdict.DIFFERENT}, actor=researcher, at=LOADED)
    shown = post_draw(client, wave)
    assert "1 decision about possible matches is waiting. Apply or withdraw your decisions" in shown
    assert fresh(wave).state == WaveState.LOADED
    withdraw_decisions(wave=wave, actor=researcher, at=LOADED)
    assert "has been drawn. You can download its certificate" in post_draw(client, wave)


def test_a_page_asks_first(client: Client, researcher: User, extract: Path) -> None:
    wave = planned_wave(researcher)
    address = reverse("programmes:draw", args=[wave.pk])
    assert "You can only draw the sample once, after" in client.get(address, follow=True).content.decode()
    load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
    shown = client.get(address).content.decode()
    assert "You can draw the sample only once" in shown
    assert fresh(wave).state == WaveState.LOADED


def test_only_the_researcher_may_draw_a_sample(
    client_signed_in_as: Callable[[Role | None], Client], researcher: User
) -> None:
    address = reverse("programmes:draw", args=[planned_wave(researcher).pk])
    assert client_signed_in_as(Role.DATA_PROTECTION).post(address).status_code == 403
    assert client_signed_in_as(Role.DATA_PROTECTION).get(address).status_code == 403
