"""People with needles in all their details go from the extract to the end of retention, and at every step the process
is killed again and again. Nothing of them is ever in clear where it stays; afterwards nothing of them is left that any
remaining key opens, and nobody can be linked to their answers."""

import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection
from pytest_django import Settings
from tests.faults.forking import run_in_fork
from tests.faults.killed_journey import CLOSED, CODER, STEPS, Journey, Place, run_step
from tests.faults.needles import Needles, database_contents, files_under, make_needles
from tests.faults.racing import database_url
from tests.faults.remaining_keys import keys_left, opened, sealed_values
from tests.fieldwork.making import Person, make_programme, make_release, make_user, make_wave
from tests.rights.linking import ATTRIBUTES, Known, digests_of_frame, linked, unique_respondents, what_is_known
from tests.soak import quick_and_soak
from tests.world import make_researcher, planned_wave

from aftercall.config import doctor
from aftercall.config.private_files import database_files
from aftercall.config.schedule import complete_interrupted
from aftercall.core import vault
from aftercall.core.dates import months_later
from aftercall.handover.answers import AnswersKey, person_of
from aftercall.handover.models import Release, ReleasedCase, answers_ring
from aftercall.handover.schedule import decrypt_contact
from aftercall.handover.wave_data import read_retained
from aftercall.programmes import folders
from aftercall.programmes.keys import MATCH_KEY
from aftercall.rights.models import ErasureCertificate
from aftercall.suppression.models import Objection

pytestmark = pytest.mark.django_db(transaction=True)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - as in production; the folder in it is private
KILLED = -9
BEFORE_THE_END = [step for step in STEPS if step != "end"]
OTHERS = [Person(f"OTHER{number}") for number in range(20)]


@dataclass(frozen=True)
class Size:
    """Rows of the extract, people interviewed, how many events the first process of each step survives, and how many
    times as many each of the others."""

    rows: int
    interviews: int
    first: int
    growth: float


@dataclass
class World:
    """An installation with a planned wave, and one whose wave stays. leaks: what was found in clear after a restart;
    left: what a killed process left in memory before it; kills: how many processes were killed, by step."""

    journey: Journey
    needles: Needles
    other: Release
    size: Size
    kills: Counter[str]
    left: Counter[str]

    def take(self, step: str) -> None:
        """Take a step in one process after another, each of which is killed later, until one completes it."""
        events = self.size.first
        while (code := run_in_fork(run_step, self.journey, step, events)) == KILLED:
            self.kills[step] += 1
            events = max(events + 1, int(events * self.size.growth))
            self.left += self.in_memory()
            self.restart()
        assert code == 0, (self.journey.place.home / "log").read_text()
        assert self.needles.found_among(database_contents()) == {}

    def in_memory(self) -> Counter[str]:
        """What is in clear in the folder for temporary files."""
        return sum(self.needles.found_among(files_under(self.journey.place.work)).values(), Counter())

    def restart(self) -> None:
        """What the product does first whenever it starts. Afterwards nothing is wrong, and nothing in clear."""
        assert doctor.examine_foundations().findings == []
        complete_interrupted(at=CLOSED)
        assert doctor.examine_contents().findings == []
        assert self.needles.found_among(files_under(*self.journey.place.folders)) == {}


@pytest.fixture
def place(tmp_path: Path, settings: Settings) -> Iterator[Place]:
    """The folders of an installation. That of temporary files is in memory, as in production, if the machine has it."""
    umask = os.umask(0o077)
    home, keys, temporary = (tmp_path / name for name in ("home", "keys", "temporary"))
    for folder in (home, keys, temporary):
        folder.mkdir()
    memory = SHARED_MEMORY if SHARED_MEMORY.is_dir() else tmp_path
    with tempfile.TemporaryDirectory(prefix="needles-", dir=memory) as work:
        place = Place(home, keys, Path(work), temporary)
        place.apply(settings)
        keep_private()
        yield place
    os.umask(umask)


@pytest.fixture(params=quick_and_soak(Size(120, 30, 8, 25), Size(2_500, 1_000, 1, 1.5)))
def world(
    request: pytest.FixtureRequest, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, project_root: Path
) -> World:
    size: Size = request.param
    monkeypatch.setenv("DATABASE_URL", database_url())
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(project_root / "src"), str(project_root)]))
    vault.long_lived_key(MATCH_KEY)  # as if the digests of the other wave had been made with it
    wave = planned_wave(researcher := make_researcher(), make_programme(top={"sampling_fraction": "0.950"}))
    other = make_release(OTHERS, make_wave(month=months_later(wave.month, 11)))
    extract, needles = make_needles(tmp_path, rows=size.rows)
    word, interviewer = needles.word.decode(), make_user()
    for name in ("one", "two"):
        make_user(name=f"{CODER} {name}")
    journey = Journey(place, extract, word, size.interviews, wave.pk, researcher.pk, interviewer.pk)
    return World(journey, needles, other, size, Counter(), Counter())


def keep_private() -> None:
    """Let the test database belong to its owner alone, as that of an installation."""
    if connection.vendor == "sqlite":
        for path in filter(Path.exists, database_files(str(connection.settings_dict["NAME"]))):
            path.chmod(0o600)


def test_nobody_is_in_clear_or_readable_or_linked_once_retention_has_ended(world: World) -> None:
    journey = world.journey
    assert {*world.needles.found_in(journey.extract.read_bytes())} == {"words", "numbers", "birth_dates", "postcodes"}
    world.take("load")
    digests, backup = digests_of_frame(journey.wave.load), sealed_values()
    for step in BEFORE_THE_END[1:]:
        world.take(step)
    backup |= sealed_values()
    known = what_is_known(journey.wave.load, journey.extract, digests)
    respondents = set(known.respondents.values())
    assert len(respondents) == journey.interviews
    assert linked(known) == respondents
    contacts = [bytes(case.sealed_contact) for case in journey.wave.release.cases.all()]
    assert backup.issuperset(contacts)
    assert opened(contacts, keys_left()) == len(contacts)
    people = [AnswersKey.of(case).open_person(case.sealed_person) for case in journey.wave.release.cases.order_by("pk")]
    assert people != sorted(people)
    unique = unique_respondents(known)
    world.take("end")
    check_what_is_left(world, known, backup)
    assert certified() == {"number": len(respondents), **unique}
    assert set(world.kills) == set(STEPS)
    assert world.left["words"] > 0  # killed processes had left the upload, so the search finds what is there


def check_what_is_left(world: World, known: Known, backup: set[bytes]) -> None:
    """Nothing of the wave that ended, and all of the other."""
    world.restart()
    assert vault.rings_beginning_with("release-") == [world.other.ring]
    assert vault.rings_beginning_with("answers-") == [answers_ring(world.other.ring)]
    assert linked(known) == set()
    check_what_analyses_keep(known)
    assert opened(backup - sealed_values(), keys_left()) == 0
    assert [person_of(case) for case in world.other.cases.order_by("key_slot")] == [one.reference for one in OTHERS]
    assert {decrypt_contact(case).first_name for case in world.other.cases.all()} == {"Ann"}
    assert Objection.objects.count() == 1  # of someone whose answers are kept
    assert ReleasedCase.objects.exclude(sealed_contact=b"").count() == len(OTHERS)


def check_what_analyses_keep(known: Known) -> None:
    """Nothing about when, and rows in an order that only what they say decides."""
    path = folders.retained_file(known.load)
    columns = set(pq.read_schema(path).names)
    assert columns == {*ATTRIBUTES, "base_weight", "responded", "answers"}
    people = [json.dumps(asdict(person), sort_keys=True) for person in read_retained(path).sample]
    assert people == sorted(people)


def certified() -> dict[str, int]:
    """What the certificate says of those who answered."""
    respondents: dict[str, int] = json.loads(ErasureCertificate.objects.get().document)["statement"]["respondents"]
    return respondents
