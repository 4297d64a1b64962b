"""Waves of a small programme on synthetic extracts, brought by the product's operations to the state a test needs."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.fieldwork.making import make_programme, make_user

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.handover.answers import AnswersKey
from aftercall.handover.models import ReleasedCase, ReturnedCase
from aftercall.handover.operations import ReturnRow, accept_return, release_sample
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.operations import draw, load_extract, plan_wave
from aftercall.programmes.states import WaveState
from aftercall.synthetic.generate import generate_extracts

MONTH = date(2025, 1, 1)
SEED = b"a seed for tests, 32 bytes long.."
PLANNED = datetime(2025, 1, 1, 9, tzinfo=UTC)
LOADED = datetime(2025, 2, 5, 9, tzinfo=UTC)
# After every month that a test may use.
LATER = datetime(2026, 3, 5, 9, tzinfo=UTC)


def make_extract(folder: Path, *, rows: int = 400, month: date = MONTH, seed: int = 1) -> Path:
    """Write a synthetic extract for one month. Returns its path."""
    path = folder / "extracts" / f"extract-{month:%Y-%m}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_extract(rows, month, seed))
    return path


@cache
def _extract(rows: int, month: date, seed: int) -> bytes:
    """The content of a synthetic extract, generated once."""
    with TemporaryDirectory() as folder:
        generate_extracts(Path(folder) / "extracts", seed=seed, rows=rows, first_month=month, months=1)
        return (Path(folder) / "extracts" / f"extract-{month:%Y-%m}.csv").read_bytes()


def planned_wave(researcher: User, programme: Programme | None = None, month: date = MONTH) -> Wave:
    """Plan a wave with a known seed."""
    programme = programme or make_programme()
    at = max(PLANNED, PLANNED.replace(year=month.year, month=month.month))
    return plan_wave(programme=programme, month=month, actor=researcher, at=at, seed=SEED)


def loaded_wave(researcher: User, extract: Path) -> Wave:
    """Plan a wave and load an extract into it."""
    wave = planned_wave(researcher)
    load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
    return fresh(wave)


def drawn_wave(researcher: User, extract: Path) -> Wave:
    """Plan a wave, load an extract into it and draw the sample."""
    wave = loaded_wave(researcher, extract)
    draw(wave=wave, actor=researcher, at=LOADED)
    return fresh(wave)


def fresh(wave: Wave) -> Wave:
    """The wave, read again from the database."""
    return Wave.objects.select_related("programme", "version__survey", "version__calling").get(pk=wave.pk)


def make_researcher() -> User:
    """A researcher, who performs all these operations."""
    return make_user(Role.RESEARCHER, signed=False)


def returned_wave(
    researcher: User, folder: Path, *, programme: Programme | None = None, month: date = MONTH, rows: int = 1200
) -> Wave:
    """Create a wave with returned answers. They follow a fixed pattern, so that tests know the expected results, and
    the same people give the same answers in each test that has the same match key."""
    wave = planned_wave(researcher, programme, month)
    at = LOADED + (month - MONTH)
    load_extract(wave=wave, files=[make_extract(folder, rows=rows, month=month)], actor=researcher, at=at)
    draw(wave=fresh(wave), actor=researcher, at=at)
    release = release_sample(wave=fresh(wave), actor=researcher, at=at, order=Random(1))
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    rows_returned = [_return_row(number, case) for number, case in enumerate(release.cases.order_by("key_slot"))]
    accept_return(wave=fresh(wave), instrument=release.instrument, rows=rows_returned, actor=researcher, at=LATER)
    return fresh(wave)


def change_answers(change: Callable[[int, dict[str, str]], dict[str, str]], rows: Iterable[ReturnedCase] = ()) -> None:
    """Replace the answers of these returned cases, or of all that have any. change: gets their numbers and answers."""
    chosen = rows or ReturnedCase.objects.exclude(sealed_answers=b"").select_related("case").order_by("pk")
    for number, row in enumerate(chosen):
        key = AnswersKey.of(row.case)
        row.sealed_answers = key.seal_return(change(number, key.open_return(row.sealed_answers)))
        row.save()


def _return_row(number: int, case: ReleasedCase) -> ReturnRow:
    """Two in three cases answer. Four in five of these are satisfied; one in seven says don't know to 'informed'."""
    if number % 3 == 2:
        return ReturnRow(case.reference, "3.13", 6, None, {})
    direction = "dissatisfied" if number % 5 == 0 else "satisfied"
    answers = {"reported_by": "yes"}
    for measure in ("contact", "actions", "treatment", "informed", "whole"):
        answers |= {measure: direction, f"{measure}_{direction}": "very"}
    if number % 7 == 0:
        answers["informed"] = "dont_know"
    return ReturnRow(case.reference, "1.1", 2, date(2026, 3, 1), answers)
