"""Key rings that a restored backup knows nothing of are destroyed, but not before a newer backup could be put back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from aftercall.config.doctor import NEEDED
from aftercall.config.unneeded_keys import USES_RING
from aftercall.core import vault
from aftercall.core.forgotten_rings import KEPT, destroy_forgotten_rings
from aftercall.core.models import AuditEntry

AT = datetime(2025, 3, 1, 4, tzinfo=UTC)
RINGS = ("release-0123456789abcdef", "consent-22QTSFPM")
pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def rings(db: None, settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_DIR, settings.ROOT_KEY_FILE = tmp_path, tmp_path / "root.key"
    for ring in (*RINGS, "seeds", *(needed.ring for needed in NEEDED)):
        vault.create_ring(ring, slots=1)


def run(at: datetime, *in_use: str) -> int:
    return destroy_forgotten_rings(in_use=in_use.__contains__, at=at)


def test_a_ring_that_no_row_needs_is_destroyed_after_a_month_and_no_key_of_the_installation_is() -> None:
    assert run(AT, RINGS[0]) == run(AT + KEPT - timedelta(seconds=1), RINGS[0]) == 0
    assert run(AT + KEPT, RINGS[0]) == 1
    assert not vault.ring_exists(RINGS[1])
    assert all(vault.key_exists(ring) for ring in (RINGS[0], "seeds", *(needed.ring for needed in NEEDED)))
    assert AuditEntry.objects.get(action="keys.forgotten_destroyed").details == {"rings": 1}


def test_a_ring_that_is_needed_again_starts_anew(tmp_path: Path) -> None:
    run(AT)
    assert run(AT + KEPT, *RINGS) == 0
    assert not list(tmp_path.glob("unneeded-*"))
    assert run(AT + 2 * KEPT) == 0


def test_each_room_knows_its_rings() -> None:
    assert not any(uses(ring) for uses in USES_RING for ring in RINGS)
