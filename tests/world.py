"""A small programme on made-up extracts, taken as far as a test needs, by the product's own operations."""

from datetime import UTC, date, datetime
from pathlib import Path

from tests.fieldwork.making import make_programme, make_user

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.handover.models import ReleasedCase
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
    """A month's extract of that many made-up rows."""
    generate_extracts(folder / "extracts", seed=seed, rows=rows, first_month=month, months=1)
    return folder / "extracts" / f"extract-{month:%Y-%m}.csv"


def planned_wave(researcher: User, programme: Programme | None = None, month: date = MONTH) -> Wave:
    """A wave with a known seed."""
    programme = programme or make_programme()
    return plan_wave(programme=programme, month=month, actor=researcher, at=PLANNED, seed=SEED)


def loaded_wave(researcher: User, extract: Path) -> Wave:
    """A wave with its extract."""
    wave = planned_wave(researcher)
    load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
    return fresh(wave)


def drawn_wave(researcher: User, extract: Path) -> Wave:
    """A wave with its sample."""
    wave = loaded_wave(researcher, extract)
    draw(wave=wave, actor=researcher, at=LOADED)
    return fresh(wave)


def fresh(wave: Wave) -> Wave:
    """The wave as it is in the database now."""
    return Wave.objects.select_related("programme").get(pk=wave.pk)


def make_researcher() -> User:
    """The user who does all this."""
    return make_user(Role.RESEARCHER, signed=False)


def returned_wave(
    researcher: User, folder: Path, *, programme: Programme | None = None, month: date = MONTH, rows: int = 1200
) -> Wave:
    """A wave whose answers have been returned. They follow a fixed pattern, so a test can say what must come out."""
    wave = planned_wave(researcher, programme, month)
    load_extract(wave=wave, files=[make_extract(folder, rows=rows, month=month)], actor=researcher, at=LATER)
    draw(wave=fresh(wave), actor=researcher, at=LATER)
    release = release_sample(wave=fresh(wave), actor=researcher, at=LATER)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    answered = [_answered(number, case) for number, case in enumerate(release.cases.order_by("key_slot"))]
    accept_return(wave=fresh(wave), instrument=release.instrument, rows=answered, actor=researcher, at=LATER)
    return fresh(wave)


def _answered(number: int, case: ReleasedCase) -> ReturnRow:
    """Two of three answer; of those four of five are satisfied with everything, one says don't know to 'informed'."""
    if number % 3 == 2:
        return ReturnRow(case.reference, "3.13", 6, None, {})
    direction = "dissatisfied" if number % 5 == 0 else "satisfied"
    answers = {"reported_by": "yes"}
    for measure in ("contact", "actions", "treatment", "informed", "whole"):
        answers |= {measure: direction, f"{measure}_{direction}": "very"}
    if number % 7 == 0:
        answers["informed"] = "dont_know"
    return ReturnRow(case.reference, "1.1", 2, date(2026, 3, 1), answers)
