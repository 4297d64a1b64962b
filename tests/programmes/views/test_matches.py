"""Possible matches side by side, and the decisions about them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.programmes.conftest import Seal, pair_of
from tests.programmes.views.sending import page
from tests.world import drawn_wave, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import MatchDecision, Wave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
IDS = [pair_of(number)["pair"] for number in range(30)]


@pytest.fixture
def wave(researcher: User, extract: Path, seal_pairs: Seal) -> Wave:
    """A loaded wave with three possible matches."""
    wave = loaded_wave(researcher, extract)
    seal_pairs(wave, [pair_of(0, date_of_birth="1980-03-02"), pair_of(1, phone=None), pair_of(2)])
    return wave


def say(client: Client, wave: Wave, **verdicts: str) -> str:
    """What follows when the form is sent."""
    return client.post(reverse("programmes:matches", args=[wave.pk]), verdicts, follow=True).content.decode()


def test_values_that_differ_are_marked_in_words_too(client: Client, wave: Wave) -> None:
    shown = page(client, "matches", wave)
    assert shown.count("<mark") == 2
    assert '<mark class="aftercall-mark">1980-03-02</mark>' in shown
    assert shown.count(">different<") == 1
    assert shown.count(">in one record only<") == 1


def test_each_opening_is_on_record_by_count_alone(client: Client, wave: Wave) -> None:
    page(client, "matches", wave)
    entry = AuditEntry.objects.get(action="matches.opened")
    assert (entry.subject, entry.details) == ("wave:2025-01", {"page": 1, "pairs": 3})


def test_what_is_said_waits_and_is_kept_without_a_name(client: Client, wave: Wave) -> None:
    shown = say(client, wave, **{IDS[0]: "different", IDS[1]: "same", IDS[2]: "none"})
    assert "2 decisions are saved" in shown
    assert "2 decisions are waiting" in shown
    kept = list(MatchDecision.objects.order_by("pair").values_list("crime_ref_a", "crime_ref_b", "verdict"))
    assert kept == [("C0", "D0", "different"), ("C1", "D1", "same")]
    entry = AuditEntry.objects.get(action="matches.decided")
    assert entry.details == {"same": 1, "different": 1, "none": 0}
    assert "2 decisions are waiting. Load the extract again" in page(client, "wave", wave)


def test_the_decided_come_last_and_say_so(client: Client, wave: Wave) -> None:
    shown = say(client, wave, **{IDS[0]: "different"})
    assert shown.index(IDS[1]) < shown.index(IDS[0])
    assert "Decided: Two different people (waiting for the next load)" in shown


def test_nothing_new_changes_nothing(client: Client, wave: Wave) -> None:
    assert "You did not change any decisions" in say(client, wave, **dict.fromkeys(IDS[:3], "none"))
    assert not MatchDecision.objects.exists()
    assert not AuditEntry.objects.filter(action="matches.decided").exists()


def test_what_was_never_applied_is_taken_back_without_a_trace_in_the_wave(client: Client, wave: Wave) -> None:
    say(client, wave, **{IDS[0]: "different"})
    say(client, wave, **{IDS[0]: "none"})
    assert not MatchDecision.objects.exists()


@pytest.mark.parametrize(
    ("verdicts", "says"),
    [({IDS[0]: "perhaps"}, "were not saved"), ({IDS[7]: "same"}, "has been loaded again")],
)
def test_what_no_form_could_send_is_refused(verdicts: dict[str, str], says: str, client: Client, wave: Wave) -> None:
    assert says in say(client, wave, **verdicts)
    assert not MatchDecision.objects.exists()


def test_there_are_ten_a_page(client: Client, wave: Wave, seal_pairs: Seal) -> None:
    seal_pairs(wave, [pair_of(number) for number in range(15)])
    assert page(client, "matches", wave).count("<section") == 10
    second = client.get(reverse("programmes:matches", args=[wave.pk]) + "?page=2").content.decode()
    assert second.count("<section") == 5
    assert "Pair 11:" in second


def test_an_extract_without_any_says_so(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    assert "There are no possible matches" in page(client, "matches", wave)


@pytest.mark.parametrize("method", ["get", "post"])
def test_before_the_extract_and_after_the_draw_it_leads_back(
    method: str, client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    address = reverse("programmes:matches", args=[wave.pk])
    assert "Load the extract first" in getattr(client, method)(address, follow=True).content.decode()
    Wave.objects.all().delete()
    wave = drawn_wave(researcher, extract)
    address = reverse("programmes:matches", args=[wave.pk])
    assert "can no longer decide possible matches" in getattr(client, method)(address, follow=True).content.decode()
    assert not AuditEntry.objects.filter(action="matches.opened").exists()


def test_it_is_the_researchers(client_of: Callable[[Role | None], Client], wave: Wave) -> None:
    address = reverse("programmes:matches", args=[wave.pk])
    for role in set(Role) - {Role.RESEARCHER}:
        assert client_of(role).get(address).status_code == 403
    assert client_of(Role.RESEARCHER).put(address).status_code == 405


def test_more_pairs_take_no_more_queries(
    client: Client, wave: Wave, seal_pairs: Seal, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seal_pairs(wave, [pair_of(number) for number in range(30)])
    with django_assert_max_num_queries(10):
        page(client, "matches", wave)
    verdicts = dict.fromkeys(IDS[:20], "same")
    with django_assert_max_num_queries(16):
        client.post(reverse("programmes:matches", args=[wave.pk]), verdicts)
