"""A small programme on made-up extracts, taken as far as a test needs, by the product's own operations."""

from datetime import UTC, date, datetime
from pathlib import Path

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.operations import draw, load_extract, plan_wave
from aftercall.synthetic.generate import generate_extracts
from tests.fieldwork.making import make_programme, make_user

MONTH = date(2025, 1, 1)
SEED = b"a seed for tests, 32 bytes long.."
PLANNED = datetime(2025, 1, 1, 9, tzinfo=UTC)
LOADED = datetime(2025, 2, 5, 9, tzinfo=UTC)


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
    """The wave as it stands in the database now."""
    return Wave.objects.select_related("programme").get(pk=wave.pk)


def make_researcher() -> User:
    """Who does all this."""
    return make_user(Role.RESEARCHER, signed=False)
