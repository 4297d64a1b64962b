"""The extract that is kept, encrypted, while there are possible matches to decide about."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings
from tests.conftest import Commit
from tests.programmes.conftest import make_pair
from tests.world import LATER, LOADED, draw, fresh, loaded_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.programmes import folders, kept_extracts, queries
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.operations import (
    apply_decisions,
    decide_matches,
    erase_old_extracts,
    load_extract,
    loading,
    stop_abandoned_loads,
)
from aftercall.programmes.states import LoadState

SAME = {make_pair(1)["pair"]: "same"}


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    """A home of its own, with the folder of a load."""
    settings.HOME, settings.KEYS_DIR = tmp_path, tmp_path / "keys"
    settings.ROOT_KEY_FILE = tmp_path / "keys" / "root.key"
    folders.load_folder("one").mkdir(parents=True)
    return tmp_path


def keep(home: Path, content: bytes, suffix: str = ".csv") -> ExtractLoad:
    extract = home / f"january{suffix}"
    extract.write_bytes(content)
    kept_extracts.keep("one", extract)
    return ExtractLoad(folder="one")


@pytest.mark.parametrize("content", [b"", b"Amelia", b"Amelia Walton, in several pieces"])
@pytest.mark.parametrize("suffix", [".xlsx", ""])
def test_an_extract_is_restored_as_it_was(
    content: bytes, suffix: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_extracts, "_PIECE", 6)
    load = keep(home, content, suffix)
    assert b"Amelia" not in (folders.load_folder("one") / "extract.sealed").read_bytes()
    kept_extracts.restore(load, home)
    assert (home / f"extract{suffix}").read_bytes() == content


@pytest.mark.parametrize("damage", ["cut", "piece missing", "changed", "file gone", "key gone"])
def test_a_damaged_or_destroyed_extract_is_refused(damage: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_extracts, "_PIECE", 6)
    load = keep(home, b"Amelia Walton")
    path = folders.load_folder("one") / "extract.sealed"
    stored = path.read_bytes()
    first, last = (
        8 + len(vault.encrypt(bytes(32), b".csv", context="")),
        8 + len(vault.encrypt(bytes(32), b"", context="")),
    )
    if damage == "key gone":
        kept_extracts.destroy("one")
    elif damage == "file gone":
        path.unlink()
    else:
        path.write_bytes(
            {
                "cut": stored[:-last],
                "piece missing": stored[:first] + stored[-last:],
                "changed": stored[:-1] + bytes([stored[-1] ^ 1]),
            }[damage]
        )
    with pytest.raises(Refused, match="We no longer have the extract"):
        kept_extracts.restore(load, home)


def test_a_file_whose_key_was_destroyed_is_deleted_by_the_next_start(home: Path) -> None:
    path = folders.load_folder("one") / "extract.sealed"
    keep(home, b"Amelia")
    kept_extracts.delete_leftovers()
    assert path.exists()
    kept_extracts.destroy("one")
    kept_extracts.delete_leftovers()
    assert not path.exists()


@pytest.fixture
def wave(cached_frames: None, researcher: User, extract: Path, monkeypatch: pytest.MonkeyPatch) -> Wave:
    """A loaded wave with a possible match, whom the frame treats as two people."""
    build = loading.build_frame

    def build_with_match(*extracts: object, **options: object) -> object:
        take = options.pop("possible_matches")
        return build(*extracts, **options, possible_matches=lambda _: take(iter([make_pair(1, joined=False)])))  # type: ignore[arg-type,operator]  # build_frame's own options

    monkeypatch.setattr(loading, "build_frame", build_with_match)
    return loaded_wave(researcher, extract)


def decide(wave: Wave, researcher: User) -> None:
    decide_matches(wave=wave, verdicts=SAME, actor=researcher, at=LOADED)


@pytest.mark.django_db
def test_decisions_are_applied_without_uploading_the_extract_again(
    wave: Wave, researcher: User, commit: Commit
) -> None:
    before = wave.load
    with pytest.raises(Refused, match="No decisions are waiting"):
        apply_decisions(wave=wave, actor=researcher, at=LATER)
    decide(wave, researcher)
    job = apply_decisions(wave=wave, actor=researcher, at=LATER)
    commit()
    job.refresh_from_db()
    after = fresh(wave).load
    assert (job.state, after.folder) == (LoadState.DONE, job.folder)
    assert (after.file_digest, after.flow["read"]) == (before.file_digest, before.flow["read"])
    assert queries.waiting_decisions(wave).count() == 0
    assert queries.decisions(wave).get().applied == "same"
    assert AuditEntry.objects.get(action="load.begun").details == {"load": job.pk, "extract_kept": True}
    assert not vault.key_exists(kept_extracts.ring_of(before.folder))
    draw(wave=fresh(wave), actor=researcher, at=LATER)
    commit()
    assert not kept_extracts.is_kept(after)
    assert not vault.key_exists(kept_extracts.ring_of(after.folder))
    assert vault.key_exists(after.contacts_ring)


@pytest.mark.django_db
@pytest.mark.usefixtures("cached_frames")
def test_nothing_is_kept_if_there_is_nothing_to_decide(researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    assert wave.load.possible_matches == 0
    assert not kept_extracts.is_kept(wave.load)
    assert AuditEntry.objects.get(action="extract.loaded").details["extract_kept"] is False


@pytest.mark.django_db
def test_an_extract_is_kept_for_two_weeks_at_most(wave: Wave, researcher: User, commit: Commit) -> None:
    assert erase_old_extracts(at=LOADED + kept_extracts.KEPT_FOR - kept_extracts.KEPT_FOR / 100) == 0
    assert erase_old_extracts(at=LOADED + kept_extracts.KEPT_FOR) == 1
    commit()
    assert not kept_extracts.is_kept(wave.load)
    assert AuditEntry.objects.get(action="extract.erased").subject == wave.subject
    assert erase_old_extracts(at=LATER) == 0
    decide(wave, researcher)
    with pytest.raises(Refused, match="We no longer have the extract"):
        apply_decisions(wave=wave, actor=researcher, at=LATER)
    assert LoadJob.objects.count() == 0


@pytest.mark.django_db
def test_a_load_that_fails_or_was_stopped_leaves_no_extract(
    wave: Wave, researcher: User, extract: Path, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = "stopped"
    folders.load_folder(folder).mkdir()
    kept_extracts.keep(folder, extract)
    LoadJob.objects.create(wave=wave, started_at=LOADED, started_by=researcher, folder=folder, steps=6)
    stop_abandoned_loads(at=LATER)
    commit()
    assert not vault.key_exists(kept_extracts.ring_of(folder))

    def fail(*_: object) -> None:
        raise Refused("failed")

    monkeypatch.setattr(loading, "_store_load", fail)
    rings = sorted(Path(django_settings.KEYS_DIR).glob("extract-*.ring"))
    with pytest.raises(Refused, match="failed"):
        load_extract(wave=wave, files=[extract], actor=researcher, at=LATER)
    assert sorted(Path(django_settings.KEYS_DIR).glob("extract-*.ring")) == rings
