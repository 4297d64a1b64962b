"""The page of possible matches: the pairs side by side, and the decisions about them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.programmes.conftest import AddPossibleMatches, make_pair
from tests.programmes.views.sending import page
from tests.world import drawn_wave, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import MatchDecision, Wave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
IDS = [make_pair(number)["pair"] for number in range(30)]


@pytest.fixture
def wave(researcher: User, extract: Path, add_possible_matches: AddPossibleMatches) -> Wave:
    """A loaded wave with three possible matches."""
    wave = loaded_wave(researcher, extract)
    add_possible_matches(
        wave, [make_pair(0, date_of_birth="1980-03-02"), make_pair(1, joined=False, phone=None), make_pair(2)]
    )
    return wave


def post_decisions(client: Client, wave: Wave, **verdicts: str) -> str:
    """Submit these decisions and return the page that follows."""
    return client.post(reverse("programmes:matches", args=[wave.pk]), verdicts, follow=True).content.decode()


def test_differing_values_are_highlighted_and_also_labelled(client: Client, wave: Wave) -> None:
    shown = page(client, "matches", wave)
    assert shown.count("<mark") == 2
    assert '<mark class="aftercall-mark">2 March 1980</mark>' in shown
    assert shown.count(">different<") == 1
    assert shown.count(">in one record only<") == 1


def test_opening_the_page_is_recorded_in_the_audit_log_with_numbers_only(client: Client, wave: Wave) -> None:
    page(client, "matches", wave)
    entry = AuditEntry.objects.get(action="matches.opened")
    assert (entry.subject, entry.details) == ("wave:victims-1-2025-01", {"page": 1, "pairs": 3})


def test_decisions_wait_for_the_next_load_and_are_stored_without_names(client: Client, wave: Wave) -> None:
    shown = post_decisions(client, wave, **{IDS[0]: "different", IDS[1]: "same", IDS[2]: "none"})
    assert "2 decisions have been saved" in shown
    assert "2 decisions are waiting" in shown
    stored = list(MatchDecision.objects.order_by("pair").values_list("crime_ref_a", "crime_ref_b", "verdict"))
    assert stored == [("C0", "D0", "different"), ("C1", "D1", "same")]
    entry = AuditEntry.objects.get(action="matches.decided")
    assert entry.details == {"same": 1, "different": 1, "none": 0}
    assert "2 decisions are waiting. Load the extract again" in page(client, "wave", wave)


def test_decided_pairs_come_last_and_show_the_decision(client: Client, wave: Wave) -> None:
    shown = post_decisions(client, wave, **{IDS[0]: "different"})
    assert shown.index(IDS[1]) < shown.index(IDS[0])
    assert "Decided: Two different people (waiting)" in shown


def test_decisions_that_the_frame_agrees_with_leave_nothing_to_load(client: Client, wave: Wave) -> None:
    shown = post_decisions(client, wave, **{IDS[0]: "same", IDS[1]: "different"})
    assert "The frame agrees with your decisions, so you can draw the sample" in shown
    assert "Decided: The same person (the frame agrees)" in shown
    assert "Draw the sample" in page(client, "wave", wave)


def test_nothing_is_stored_if_no_decision_has_changed(client: Client, wave: Wave) -> None:
    assert "You have not changed any decisions" in post_decisions(client, wave, **dict.fromkeys(IDS[:3], "none"))
    assert not MatchDecision.objects.exists()
    assert not AuditEntry.objects.filter(action="matches.decided").exists()


def test_a_decision_that_was_never_applied_is_deleted_when_the_pair_is_left_as_it_is(
    client: Client, wave: Wave
) -> None:
    post_decisions(client, wave, **{IDS[0]: "different"})
    post_decisions(client, wave, **{IDS[0]: "none"})
    assert not MatchDecision.objects.exists()


@pytest.mark.parametrize(
    ("verdicts", "error"),
    [({IDS[0]: "perhaps"}, "have not been saved"), ({IDS[7]: "same"}, "has been loaded again")],
)
def test_invalid_decisions_and_those_of_an_outdated_form_are_refused(
    verdicts: dict[str, str], error: str, client: Client, wave: Wave
) -> None:
    assert error in post_decisions(client, wave, **verdicts)
    assert not MatchDecision.objects.exists()


def test_there_are_ten_pairs_per_page(client: Client, wave: Wave, add_possible_matches: AddPossibleMatches) -> None:
    add_possible_matches(wave, [make_pair(number) for number in range(15)])
    assert page(client, "matches", wave).count("<section") == 10
    second = client.get(reverse("programmes:matches", args=[wave.pk]) + "?page=2").content.decode()
    assert second.count("<section") == 5
    assert "Pair 11:" in second


def test_the_page_says_so_if_there_are_no_possible_matches(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    assert "There are no possible matches" in page(client, "matches", wave)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_redirects_to_the_wave_before_an_extract_is_loaded_and_after_the_draw(
    method: str, client: Client, researcher: User, extract: Path
) -> None:
    wave = planned_wave(researcher)
    address = reverse("programmes:matches", args=[wave.pk])
    assert "Load the extract first" in getattr(client, method)(address, follow=True).content.decode()
    Wave.objects.all().delete()
    wave = drawn_wave(researcher, extract)
    address = reverse("programmes:matches", args=[wave.pk])
    assert "can no longer review possible matches" in getattr(client, method)(address, follow=True).content.decode()
    assert not AuditEntry.objects.filter(action="matches.opened").exists()


def test_only_the_researcher_may_open_the_page(
    client_signed_in_as: Callable[[Role | None], Client], wave: Wave
) -> None:
    address = reverse("programmes:matches", args=[wave.pk])
    for role in set(Role) - {Role.RESEARCHER}:
        assert client_signed_in_as(role).get(address).status_code == 403
    assert client_signed_in_as(Role.RESEARCHER).put(address).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_number_of_pairs(
    client: Client,
    wave: Wave,
    add_possible_matches: AddPossibleMatches,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    add_possible_matches(wave, [make_pair(number) for number in range(30)])
    with django_assert_max_num_queries(11):
        page(client, "matches", wave)
    verdicts = dict.fromkeys(IDS[:20], "same")
    with django_assert_max_num_queries(16):
        client.post(reverse("programmes:matches", args=[wave.pk]), verdicts)
