"""From a planned month to a drawn sample."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.world import LOADED, PLANNED, SEED, drawn_wave, fresh, loaded_wave, make_extract, planned_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.errors import BadInput
from aftercall.frames.draw import commit
from aftercall.frames.verify import verify_sample
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.operations import draw, load_extract, plan_wave
from aftercall.programmes.states import WaveState

pytestmark = pytest.mark.django_db
copies_frames = pytest.mark.usefixtures("cached_frames")


@pytest.fixture(scope="module")
def second_extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another extract for the same month, with 300 rows."""
    return make_extract(tmp_path_factory.mktemp("second"), rows=300)


def test_the_seed_of_a_planned_wave_is_committed_to_and_kept_encrypted(researcher: User) -> None:
    wave = planned_wave(researcher)
    entry = AuditEntry.objects.get(action="wave.planned")
    assert entry.details == {"seed_commitment": commit(SEED), "version": 1}
    assert SEED not in bytes(wave.sealed_seed)


def test_a_month_can_be_planned_only_once(researcher: User) -> None:
    wave = planned_wave(researcher)
    with pytest.raises(Refused, match="Victims 1 already has January 2025"):
        plan_wave(programme=wave.programme, month=date(2025, 1, 20), actor=researcher, at=PLANNED)


def test_the_flow_accounts_for_every_record(researcher: User, extract: Path) -> None:
    flow = loaded_wave(researcher, extract).load.flow
    assert flow["read"] == 400
    assert flow["read"] == flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]


def test_a_load_leaves_no_readable_name_or_phone_number(researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    people = list(folders.decrypt_contacts(wave.load))
    values = {str(person[name]).encode() for person in people for name in ("last_name", "phone") if person[name]}
    content = b"".join(path.read_bytes() for path in folders.load_folder(wave.load.folder).rglob("*") if path.is_file())
    assert len(values) > 50
    assert [value for value in values if len(value) > 5 and value in content] == []


@copies_frames
def test_a_second_extract_replaces_the_first(researcher: User, extract: Path, second_extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    first = wave.load
    load_extract(wave=wave, files=[second_extract], actor=researcher, at=LOADED)
    assert ExtractLoad.objects.get().flow["read"] == 300
    assert fresh(wave).load.folder != first.folder


@pytest.mark.django_db(transaction=True)
@copies_frames
def test_the_files_and_key_of_a_replaced_extract_are_destroyed(extract: Path, second_extract: Path) -> None:
    from tests.world import make_researcher  # noqa: PLC0415 - the database exists only inside the test

    researcher = make_researcher()
    wave = loaded_wave(researcher, extract)
    first = wave.load
    load_extract(wave=wave, files=[second_extract], actor=researcher, at=LOADED)
    assert not folders.load_folder(first.folder).exists()
    assert not vault.key_exists(first.contacts_ring)


@copies_frames
def test_an_extract_of_another_month_changes_nothing(researcher: User, tmp_path: Path) -> None:
    wave = planned_wave(researcher)
    before = (loads(), rings())
    with pytest.raises(Refused, match="frame for January 2025"):
        load_extract(
            wave=wave, files=[make_extract(tmp_path, rows=50, month=date(2025, 6, 1))], actor=researcher, at=LOADED
        )
    assert (fresh(wave).state, (loads(), rings())) == (WaveState.PLANNED, before)


def test_a_file_that_is_not_an_extract_changes_nothing(researcher: User, tmp_path: Path) -> None:
    wave = planned_wave(researcher)
    path = tmp_path / "extract.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    before = (loads(), rings(), AuditEntry.objects.count())
    with pytest.raises(BadInput):
        load_extract(wave=wave, files=[path], actor=researcher, at=LOADED)
    assert (loads(), rings(), AuditEntry.objects.count()) == before
    assert fresh(wave).state == WaveState.PLANNED


@copies_frames
def test_the_sample_is_drawn_with_the_committed_seed_and_can_be_verified(researcher: User, extract: Path) -> None:
    wave = drawn_wave(researcher, extract)
    assert wave.sample.certificate["seed_commitment"] == wave.seed_commitment
    assert wave.sample.certificate["seed"] == SEED.hex()
    assert verify_sample(folders.sample_folder(wave.load), folders.frame_folder(wave.load)) == []


@copies_frames
def test_the_sample_is_fifteen_per_cent_of_the_frame(researcher: User, extract: Path) -> None:
    wave = drawn_wave(researcher, extract)
    assert abs(wave.sample.size - Fraction(15, 100) * wave.load.flow["frame"]) <= Fraction(1, 2)


@copies_frames
def test_no_sample_is_drawn_with_a_seed_other_than_the_committed_one(researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    key = vault.long_lived_key("seeds")
    Wave.objects.filter(pk=wave.pk).update(sealed_seed=vault.encrypt(key, b"another seed", context=wave.subject))
    with pytest.raises(Refused, match="does not match the commitment"):
        draw(wave=fresh(wave), actor=researcher, at=LOADED)
    assert fresh(wave).state == WaveState.LOADED


@copies_frames
def test_a_sample_can_be_drawn_only_once(researcher: User, extract: Path) -> None:
    wave = drawn_wave(researcher, extract)
    with pytest.raises(Refused):
        draw(wave=wave, actor=researcher, at=LOADED)
    with pytest.raises(Refused):
        load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)


def test_the_database_holds_no_names(researcher: User, extract: Path) -> None:
    wave = drawn_wave(researcher, extract)
    names = {str(person["last_name"]) for person in folders.decrypt_contacts(wave.load)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT flow, folder FROM programmes_extractload")
        stored = str(cursor.fetchall())
        cursor.execute("SELECT certificate FROM programmes_sample")
        stored += str(cursor.fetchall())
    assert [name for name in names if len(name) > 4 and name in stored] == []


def loads() -> set[str]:
    """The names of the folders of all loads."""
    folder = Path(settings.HOME) / "loads"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def rings() -> set[str]:
    """The names of the files of all loads' key rings."""
    return {path.name for path in Path(settings.KEYS_DIR).glob("contacts-*")}
