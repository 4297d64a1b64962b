"""Keys for the people who answer: one slot of a ring for each."""

from collections.abc import Callable

from django.db import transaction

from aftercall.consultations.keys import RINGS
from aftercall.consultations.models import AnswerRing, Consultation
from aftercall.core import vault
from aftercall.core.new_rings import new_rings
from aftercall.core.references import new_reference

SLOTS = 256

type Slot = tuple[str, int]


def with_slots[Result](consultation: Consultation, count: int, use: Callable[[list[Slot]], Result]) -> Result:
    """Call `use` with keys that nobody else has, in a transaction. Rings are made when they are needed, outside it.
    count: at most SLOTS, because the keys are of one ring."""
    if count > SLOTS:
        raise ValueError(f"at most {SLOTS} keys can be taken at once")
    while True:
        _make_ring_if_full(consultation, count)
        with transaction.atomic():
            if slots := _take(consultation, count):
                return use(slots)


def _make_ring_if_full(consultation: Consultation, count: int) -> None:
    if AnswerRing.objects.filter(consultation=consultation, used__lte=SLOTS - count).exists():
        return
    name = f"{RINGS}{new_reference()}"
    with new_rings(name, slots=SLOTS, in_use=AnswerRing.objects.filter(name=name).exists):
        AnswerRing.objects.create(consultation=consultation, name=name)


def _take(consultation: Consultation, count: int) -> list[Slot]:
    """The next slots of a ring; none if there are no longer enough. A slot whose key has been destroyed is passed over:
    a database restored from a backup has forgotten that somebody had it."""
    rings = AnswerRing.objects.select_for_update().filter(consultation=consultation, used__lte=SLOTS - count)
    ring = rings.order_by("pk").first()
    if ring is None:
        return []
    taken: list[Slot] = []
    while len(taken) < count and ring.used < SLOTS:
        if vault.key_exists(ring.name, ring.used):
            taken.append((ring.name, ring.used))
        ring.used += 1
    ring.save(update_fields=["used"])
    return taken if len(taken) == count else []
