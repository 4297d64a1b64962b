"""The register of persons: each load continues the register of an earlier month, never one derived from its own."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client
from tests.fieldwork.making import make_programme
from tests.frames.people import person, stranger, write_csv
from tests.programmes.views.sending import page
from tests.world import LOADED, draw, fresh, planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Programme, Wave
from aftercall.programmes.operations import load_extract

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]
JANUARY, FEBRUARY, MARCH = (date(2025, month, 1) for month in (1, 2, 3))
AT = LOADED.replace(month=6)
Load = Callable[..., ExtractLoad]


@pytest.fixture
def client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    """A client signed in as a researcher."""
    return client_signed_in_as(Role.RESEARCHER)


@pytest.fixture
def load(researcher: User, programme: Programme, tmp_path: Path) -> Load:
    """A function that loads an extract of these people into a month, replacing its previous load. Amelia Walton is in
    every month. Tests use the same months again, because each frame is built only once."""

    def load_people(month: date, *numbers: int, into: Programme = programme) -> ExtractLoad:
        wave = Wave.objects.filter(programme=into, month=month).first() or planned_wave(researcher, into, month)
        day = {"reported_on": f"{month:%Y-%m}-15"}
        rows = [
            person(month.month * 1000, **day),
            *(stranger(month.month * 1000 + number, **day) for number in numbers),
        ]
        rows = [*rows[:1], *(_same_person(row, number) for row, number in zip(rows[1:], numbers, strict=True))]
        extract = write_csv(tmp_path / "extract.csv", rows)
        return load_extract(wave=wave, files=[extract], actor=researcher, at=AT)

    return load_people


def _same_person(row: dict[str, str], number: int) -> dict[str, str]:
    """A record of the person with this number, with the references and the date of this row."""
    return stranger(number) | {name: row[name] for name in ("crime_ref", "victim_ref", "reported_on")}


def id_of_amelia(load: ExtractLoad) -> str:
    """The person id of Amelia Walton, whose crime reference ends in 000."""
    rows = pq.read_table(folders.frame_folder(load) / "persons.parquet").to_pylist()
    [found] = {row["person_id"] for row in rows if row["crime_ref"].endswith("000")}
    return str(found)


def counts(load: ExtractLoad) -> tuple[int, int, str | None]:
    """The numbers of known and new people, and the month of the register they are compared with."""
    register = load.flow["register"]
    return register["known"], register["new"], register["since"]


def test_the_first_month_starts_a_register_and_later_months_continue_it(load: Load) -> None:
    january, february = load(JANUARY, 1, 2), load(FEBRUARY, 2, 3)
    march = load(MARCH, 1, 3, 4)
    assert counts(january) == (0, 3, None)
    assert counts(february) == (2, 1, "2025-01-01")
    assert counts(march) == (3, 1, "2025-02-01")
    assert id_of_amelia(january) == id_of_amelia(february) == id_of_amelia(march)
    assert all(folders.register_file(each).is_file() for each in (january, february, march))


def test_the_counts_of_known_and_new_people_are_in_the_audit_log(load: Load) -> None:
    load(JANUARY, 1, 2)
    load(FEBRUARY, 2, 3)
    entry = AuditEntry.objects.filter(action="extract.loaded").latest("pk")
    assert entry.details["flow"]["register"] == {"known": 2, "new": 1, "merged": 0, "split": 0, "since": "2025-01-01"}


def test_reloading_a_month_does_not_continue_its_own_register(load: Load) -> None:
    load(JANUARY, 1, 2)
    first = load(FEBRUARY, 2, 3)
    again = load(FEBRUARY, 2, 3)
    assert counts(first) == counts(again) == (2, 1, "2025-01-01")


def test_reloading_a_month_does_not_continue_a_later_months_register(load: Load) -> None:
    load(JANUARY, 1, 2)
    load(FEBRUARY, 2, 3)
    assert counts(load(JANUARY, 1, 2)) == (0, 3, None)


def test_people_of_a_replaced_load_are_not_recognised(load: Load) -> None:
    load(JANUARY, 3)
    load(JANUARY, 1, 2)
    assert counts(load(FEBRUARY, 2, 3)) == (2, 1, "2025-01-01")


def test_a_month_without_a_register_is_skipped(load: Load) -> None:
    january = load(JANUARY, 1, 2)
    folders.register_file(load(FEBRUARY, 2, 3)).unlink()
    march = load(MARCH, 1, 3, 4)
    assert counts(march) == (2, 2, "2025-01-01")
    assert id_of_amelia(march) == id_of_amelia(january)


def test_months_without_a_load_are_skipped(load: Load) -> None:
    january, february = load(JANUARY, 1, 2), load(FEBRUARY, 2, 3)
    folders.remove_load(february.folder)
    february.delete()
    assert counts(load(MARCH, 1, 3, 4)) == (2, 2, "2025-01-01")
    folders.remove_load(january.folder)
    january.delete()
    assert counts(load(MARCH, 1, 3, 4)) == (0, 4, None)


def test_each_programme_has_its_own_register(load: Load) -> None:
    load(JANUARY, 1, 2)
    assert counts(load(FEBRUARY, 2, 3, into=make_programme())) == (0, 3, None)


def test_a_failed_load_does_not_change_the_registers(load: Load, researcher: User, tmp_path: Path) -> None:
    january = load(JANUARY, 1, 2)
    before = folders.register_file(january).read_bytes()
    wave = planned_wave(researcher, january.wave.programme, FEBRUARY)
    other_month = write_csv(tmp_path / "other-month.csv", [person(1, reported_on="2025-01-15")])
    with pytest.raises(Refused, match="the file for that month"):
        load_extract(wave=wave, files=[other_month], actor=researcher, at=AT)
    assert folders.register_file(january).read_bytes() == before
    assert counts(load(FEBRUARY, 2, 3)) == (2, 1, "2025-01-01")


def test_each_sample_is_drawn_with_the_waves_own_seed(load: Load, researcher: User) -> None:
    """Person ids persist between waves, but the random numbers are new in every wave (decision 5)."""
    certificates = []
    for month in (JANUARY, FEBRUARY):
        wave = fresh(load(month, *range(1, 30)).wave)
        certificates.append(draw(wave=wave, actor=researcher, at=AT).certificate)
    assert all(certificate["permanent_commitment"] == certificate["seed_commitment"] for certificate in certificates)


def test_the_page_of_a_wave_shows_how_many_people_were_known(client: Client, load: Load) -> None:
    assert "We will recognise 3 people in later months" in page(client, "wave", load(JANUARY, 1, 2).wave)
    shown = page(client, "wave", load(FEBRUARY, 2, 3).wave)
    table = shown.split("People since January 2025</caption>")[1].split("</table>")[0]
    cells = [cell.split("<")[0] for cell in table.split('numeric">')[2:]]
    assert cells == ["2", "1", "0", "0"]


def test_an_old_load_without_a_register_is_shown_without_it(client: Client, load: Load) -> None:
    january = load(JANUARY, 1, 2)
    del january.flow["register"]
    january.save()
    assert "People since" not in page(client, "wave", january.wave)
