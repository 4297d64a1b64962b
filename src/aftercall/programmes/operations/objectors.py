"""Erasing people who have objected from the files of loads that have not been released: their contact details, their
possible matches, and the extract that was kept for decisions about these.

The files are encrypted again without them, with a new key, and the old key is destroyed once that is committed. No
backup can bring the people back. A kept extract can't be written again, because it would no longer be the file whose
digest is in the audit log: it is destroyed, and has to be loaded again if decisions wait for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction

from aftercall.core import audit, vault
from aftercall.frames.building.outputs import PERSONS_FILE
from aftercall.frames.contacts import DIGESTS
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.keys import MATCH_KEY
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.states import WaveState
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import add_digests, complete_objections, lock_suppression_list

SUPPRESSION = audit.SystemActor("suppression")
_BEFORE_RELEASE = (WaveState.LOADED, WaveState.DRAWN)
_SIDES = ("a", "b")
type Person = dict[str, Any]
type Pair = dict[str, Any]


@dataclass(frozen=True)
class _Files:
    """What the files of a load say, divided into what stays and what goes. in_extract: whether an objector is in the
    kept extract."""

    people: Sequence[Person]
    objectors: Sequence[Person]
    pairs: Sequence[Pair]
    objectors_pairs: Sequence[Pair]
    in_extract: bool


def erase_objectors(*, at: datetime) -> int:
    """Erase everyone who has objected from the files of all loads that have not been released. Returns how many people
    and possible matches."""
    complete_objections()
    loads = ExtractLoad.objects.filter(wave__state__in=_BEFORE_RELEASE, erased_at=None)
    return sum(erase_objectors_of(load, at=at) for load in loads.order_by("pk"))


@transaction.atomic
def erase_objectors_of(load: ExtractLoad, *, at: datetime) -> int:
    """Erase them from the files of one load. Nothing happens once it is released or replaced, nor after a backup was
    restored that is from before somebody was erased from its files: nobody can read them any more."""
    lock_suppression_list()
    wave = Wave.objects.select_for_update().get(pk=load.wave_id)
    load = ExtractLoad.objects.get(wave=wave)
    listed = suppression.digests_since(load.digest_seen, load.cooled_seen)
    if not listed or wave.state not in _BEFORE_RELEASE or load.erased_at or not vault.key_exists(load.contacts_ring):
        return 0
    load.digest_seen, load.cooled_seen = suppression.last_digest(), suppression.last_cooled()
    files = _divided(load, listed)
    _complete_objections(files.objectors, listed)
    if files.objectors or files.objectors_pairs:
        _write_again(load, files, at)
    if files.in_extract:
        kept_extracts.destroy_on_commit(load.folder, at=at)
    load.save(update_fields=["contacts_ring", "possible_matches", "digest_seen", "cooled_seen"])
    erased = {"people": len(files.objectors), "possible_matches": len(files.objectors_pairs)}
    if any(erased.values()) or files.in_extract:
        details = {**erased, "extract": files.in_extract}
        audit.record(actor=SUPPRESSION, action="objectors.erased", subject=wave.subject, at=at, details=details)
    return sum(erased.values())


def _divided(load: ExtractLoad, listed: Mapping[str, int]) -> _Files:
    people = list(folders.decrypt_contacts(load))
    objectors = [person for person in people if not listed.keys().isdisjoint(_digests(person))]
    gone = {person["person_id"] for person in objectors}
    pairs = folders.decrypt_matches(load)
    theirs = _pairs_of(pairs, listed, _references(load, gone)) if pairs else set()
    return _Files(
        people=[person for person in people if person["person_id"] not in gone],
        objectors=objectors,
        pairs=[pair for pair in pairs if pair["pair"] not in theirs],
        objectors_pairs=[pair for pair in pairs if pair["pair"] in theirs],
        in_extract=kept_extracts.is_kept(load) and bool(objectors or theirs or _was_seen(load, listed)),
    )


def _digests(person: Person) -> Iterable[str]:
    return (digest for use in DIGESTS for digest in person.get(use, ()))


def _references(load: ExtractLoad, person_ids: set[str]) -> set[tuple[str, str]]:
    """The references of all records of these people."""
    table = pq.read_table(folders.frame_folder(load) / PERSONS_FILE)
    table = table.filter(pc.is_in(table["person_id"], pa.array(sorted(person_ids), pa.string())))
    return {(row["crime_ref"], row["victim_ref"]) for row in table.to_pylist()}


def _pairs_of(pairs: Sequence[Pair], listed: Mapping[str, int], references: set[tuple[str, str]]) -> set[str]:
    """The pairs with a record of somebody who has objected, whether or not they are in the frame."""
    sides = [pair[side] for pair in pairs for side in _SIDES]
    digests = objection_digests(sides, match_key=vault.long_lived_key(MATCH_KEY), whole_household=True)
    return {
        pairs[number // len(_SIDES)]["pair"]
        for number, side in enumerate(sides)
        if (side["crime_ref"], side["victim_ref"]) in references or not listed.keys().isdisjoint(digests[number])
    }


def _was_seen(load: ExtractLoad, listed: Mapping[str, int]) -> bool:
    """Whether anybody with one of these digests was in this load's extract, by the register of persons."""
    register = pq.read_table(folders.register_file(load), columns=["digest", "seen"])
    last = pc.max(register["seen"]).as_py()
    return any(row["digest"] in listed for row in register.filter(pc.equal(register["seen"], last)).to_pylist())


def _complete_objections(objectors: Iterable[Person], listed: Mapping[str, int]) -> None:
    """Add all digests of the recognised people to their objections, so that they are also recognised by what they did
    not give."""
    for person in objectors:
        own = {digest for use in ("digests", "objection_digests") for digest in person.get(use, ())}
        for objection in {listed[digest] for digest in own if digest in listed}:
            add_digests(objection, own)


def _write_again(load: ExtractLoad, files: _Files, at: datetime) -> None:
    """Within the caller's transaction. If it fails, the new files are deleted at once, or by the job that clears up."""
    new = folders.next_contacts_ring(load.contacts_ring)
    accented = folders.decrypt_accented_name(load)
    try:
        folders.rewrite_contacts(new, files.people)
        folders.encrypt_matches(new, files.pairs)
        if accented and accented in {folders.name_of(person) for person in files.people}:
            folders.encrypt_accented_name(new, accented)
    except BaseException:
        folders.remove_contacts(new)
        raise
    folders.destroy_contacts_on_commit(load, at=at)
    load.contacts_ring = new
    load.possible_matches -= len(files.objectors_pairs)
