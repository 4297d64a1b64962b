"""Decisions about possible matches are stored by reference and applied by the next load. The pairs are encrypted."""

from pathlib import Path
from typing import Any

import pytest
from tests.conftest import Commit
from tests.programmes.conftest import AddPossibleMatches, make_pair
from tests.world import LATER, LOADED, fresh, loaded_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.frames.flow import Flow
from aftercall.frames.lists import Lists
from aftercall.handover.operations import release_sample
from aftercall.programmes import folders, queries
from aftercall.programmes.models import MatchDecision, MatchVerdict, Wave
from aftercall.programmes.operations import decide_matches, draw, load_extract, loading, withdraw_decisions
from aftercall.programmes.operations.drawing import _store_sample
from aftercall.programmes.states import WaveState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
# The frame treats the first pair as two people, and the second as one person.
PAIRS = [make_pair(1, joined=False), make_pair(2)]
ONE, TWO = (pair["pair"] for pair in PAIRS)


@pytest.fixture
def wave(researcher: User, extract: Path, add_possible_matches: AddPossibleMatches) -> Wave:
    """A loaded wave with two possible matches."""
    wave = loaded_wave(researcher, extract)
    add_possible_matches(wave, PAIRS)
    return fresh(wave)


@pytest.fixture
def decision_files(cached_frames: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The contents of the decision files that frames are built with, empty for a build without one. Each build returns
    two possible matches."""
    files: list[str] = []
    build = loading.build_frame

    def with_pairs(*extracts: Any, lists: Lists, possible_matches: Any, **options: Any) -> Flow:
        files.append(lists.decisions.read_text() if lists.decisions else "")
        possible_matches(iter(PAIRS))
        return build(*extracts, lists=lists, possible_matches=lambda _: None, **options)

    monkeypatch.setattr(loading, "build_frame", with_pairs)
    return files


def decide(wave: Wave, researcher: User, **verdicts: str) -> int:
    return decide_matches(wave=wave, verdicts=verdicts, actor=researcher, at=LOADED)


def reload(wave: Wave, researcher: User, extract: Path) -> None:
    load_extract(wave=fresh(wave), files=[extract], actor=researcher, at=LATER)


def count_waiting(wave: Wave) -> int:
    return queries.waiting_decisions(wave).count()


def test_possible_matches_are_encrypted(researcher: User, extract: Path, decision_files: list[str]) -> None:
    wave = loaded_wave(researcher, extract)
    assert wave.load.possible_matches == 2
    assert folders.decrypt_matches(wave.load) == PAIRS
    assert b"Walton" not in (folders.load_folder(wave.load.folder) / "matches.sealed").read_bytes()


def test_the_next_load_applies_the_decisions(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str]
) -> None:
    assert decide(wave, researcher, **{ONE: "same", TWO: "different"}) == 2
    assert count_waiting(wave) == 2
    reload(wave, researcher, extract)
    assert decision_files[-1].splitlines() == [
        "crime_ref_a,victim_ref_a,crime_ref_b,victim_ref_b,verdict",
        "C1,1,D1,2,same",
        "C2,1,D2,2,different",
    ]
    assert count_waiting(wave) == 0
    assert AuditEntry.objects.filter(action="extract.loaded").last().details["match_decisions"] == 2  # type: ignore[union-attr]


def test_a_frame_without_decisions_is_built_without_a_decision_file(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str]
) -> None:
    reload(wave, researcher, extract)
    assert decision_files == [""]


def test_resetting_an_applied_decision_waits_for_the_next_load(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str]
) -> None:
    decide(wave, researcher, **{ONE: "same"})
    reload(wave, researcher, extract)
    assert decide(wave, researcher, **{ONE: "none"}) == 1
    assert count_waiting(wave) == 1
    reload(wave, researcher, extract)
    assert decision_files[-1] == ""
    assert not MatchDecision.objects.exists()


def test_withdrawing_restores_the_decisions_that_the_frame_was_built_with(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str]
) -> None:
    decide(wave, researcher, **{ONE: "same"})
    reload(wave, researcher, extract)
    decide(wave, researcher, **{ONE: "different", TWO: "different"})
    assert withdraw_decisions(wave=wave, actor=researcher, at=LATER) == 2
    assert list(MatchDecision.objects.values_list("pair", "verdict")) == [(ONE, MatchVerdict.SAME)]
    assert count_waiting(wave) == 0


def test_decisions_that_the_frame_agrees_with_do_not_stop_the_draw(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str]
) -> None:
    assert decide(wave, researcher, **{ONE: "different", TWO: "same"}) == 2
    assert count_waiting(wave) == 0
    draw(wave=wave, actor=researcher, at=LATER)
    assert fresh(wave).state == WaveState.DRAWN


def test_a_decision_that_the_frame_agreed_with_can_be_left_again_unless_the_frame_was_built_with_it(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str]
) -> None:
    decide(wave, researcher, **{ONE: "different", TWO: "same"})
    decide(wave, researcher, **{ONE: "none"})
    assert not queries.decisions(wave).filter(pair=ONE).exists()
    reload(wave, researcher, extract)
    decide(wave, researcher, **{TWO: "none"})
    assert count_waiting(wave) == 1


def test_decisions_made_during_a_load_wait_for_the_next_one(
    researcher: User, extract: Path, wave: Wave, decision_files: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(wave, researcher, **{ONE: "same"})
    build = loading.build_frame

    def with_interleaved_change(*extracts: Any, **options: Any) -> Flow:
        decide(wave, researcher, **{ONE: "different", TWO: "same"})
        return build(*extracts, **options)

    monkeypatch.setattr(loading, "build_frame", with_interleaved_change)
    reload(wave, researcher, extract)
    assert list(MatchDecision.objects.order_by("pair").values_list("verdict", "applied")) == [
        ("different", "same"),
        ("same", "none"),
    ]
    assert count_waiting(wave) == 2


def test_a_decision_made_during_the_draw_stops_the_draw(
    researcher: User, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aftercall.programmes.operations import drawing  # noqa: PLC0415 - the module, not the function of that name

    def with_interleaved_change(*values: Any) -> Any:
        decide(wave, researcher, **{ONE: "same"})
        return _store_sample(*values)

    monkeypatch.setattr(drawing, "_store_sample", with_interleaved_change)
    with pytest.raises(Refused, match="1 decision about possible matches is waiting"):
        draw(wave=wave, actor=researcher, at=LATER)


def test_an_extract_loaded_during_the_draw_stops_the_draw(
    researcher: User, extract: Path, wave: Wave, monkeypatch: pytest.MonkeyPatch
) -> None:
    from aftercall.programmes.operations import drawing  # noqa: PLC0415 - the module, not the function of that name

    def with_interleaved_change(*values: Any) -> Any:
        reload(wave, researcher, extract)
        return _store_sample(*values)

    monkeypatch.setattr(drawing, "_store_sample", with_interleaved_change)
    with pytest.raises(Refused, match="Another extract was loaded"):
        draw(wave=wave, actor=researcher, at=LATER)


def test_the_release_also_destroys_the_possible_matches(researcher: User, wave: Wave, commit: Commit) -> None:
    draw(wave=wave, actor=researcher, at=LOADED)
    release_sample(wave=fresh(wave), actor=researcher, at=LOADED)
    commit()
    folder = folders.load_folder(wave.load.folder)
    assert not list(folder.glob("*.sealed"))
    assert not vault.key_exists(wave.load.contacts_ring)


def test_the_database_holds_the_references_of_a_pair_but_no_names(researcher: User, wave: Wave) -> None:
    decide(wave, researcher, **{ONE: "same"})
    assert "Walton" not in str(list(MatchDecision.objects.values()))
    assert "Walton" not in str(list(AuditEntry.objects.values()))
