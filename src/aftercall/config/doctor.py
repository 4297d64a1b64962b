"""`aftercall doctor`: the tables of what is checked at every start, after a restore and after an upgrade.

A room that encrypts something adds a line to SEALED; one that erases a whole key ring, to ERASED.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from django.conf import settings
from django.db import connection

from aftercall.accounts import sealed as accounts
from aftercall.communities import sealed as communities
from aftercall.config.private_files import database_files, open_to_others
from aftercall.consents import sealed as consents
from aftercall.consultations import sealed as consultations
from aftercall.core import journal
from aftercall.core.commands import command
from aftercall.core.journal_file import JournalDamaged
from aftercall.core.needed_keys import AUDIT_ENTRIES, NeededKey, missing_keys
from aftercall.core.schema import unapplied_migrations, why_other_version
from aftercall.core.sealed_values import ErasedRing, SealedKind, check_erased_keys, check_sealed_values
from aftercall.core.tombstones import JOURNAL_KIND, journalled
from aftercall.core.versions import why_version_does_not_fit
from aftercall.core.words import counted
from aftercall.evidence import sealed as evidence
from aftercall.fieldwork import sealed as fieldwork
from aftercall.handover import sealed as handover
from aftercall.programmes import sealed as programmes
from aftercall.programmes.operations import MATCH_KEY
from aftercall.questionnaires.unchanged import changed_versions
from aftercall.rights.desk import sealed as desk
from aftercall.suppression.queries import has_digests
from aftercall.verbatims import sealed as verbatims

SEALED: Sequence[SealedKind] = (
    SealedKind("contact details", handover.contacts),
    SealedKind("ids of people", handover.people),
    SealedKind("modules of people", handover.modules),
    SealedKind("returned answers", handover.returns),
    SealedKind("answers", fieldwork.answers),
    SealedKind("notes of calls", fieldwork.notes),
    SealedKind("communication needs", fieldwork.needs),
    SealedKind("answers in people’s own words", fieldwork.verbatims),
    SealedKind("questions of coded texts", verbatims.questions),
    SealedKind("codes of texts", verbatims.settled_codes),
    SealedKind("codes of each coder", verbatims.codings),
    SealedKind("redactions of quotations", verbatims.redactions),
    SealedKind("returned codes", handover.codes),
    SealedKind("contact details of frames", programmes.frame_contacts),
    SealedKind("pieces of kept extracts", programmes.extracts),
    SealedKind("seeds of draws", programmes.seeds),
    SealedKind("details of requests", desk.details),
    SealedKind("details of people who agreed to be contacted", consents.details),
    SealedKind("answers to consultations", consultations.answers),
    SealedKind("what people who answered consultations said about themselves", consultations.about),
    SealedKind("addresses invited to consultations", consultations.addresses),
    SealedKind("answers on paper that have been typed in once", consultations.paper),
    SealedKind("notes about requests", desk.notes),
    SealedKind("evidence returns and exports", evidence.contents),
    SealedKind("seeds and pools of focus groups", communities.draws),
    SealedKind("answers of people who would come to a focus group", communities.answers),
    SealedKind("what focus groups said", communities.words),
    SealedKind("secrets of second factors", accounts.second_factors),
)
ERASED: Sequence[Callable[[], Iterable[ErasedRing]]] = (handover.erased_rings,)
NEEDED: Sequence[NeededKey] = (
    AUDIT_ENTRIES,
    NeededKey(MATCH_KEY, "the digests of those who objected or were contacted", has_digests),
    NeededKey(consents.DIGEST_KEY, "the digests of those who agreed to be contacted", consents.has_digests),
    NeededKey(consultations.LINK_KEY, "the private links of those who answer consultations", consultations.has_links),
)
KEYS_IN_HOME = (
    "The keys are in the home folder, so whoever has a copy of it can read contact details. Stop Aftercall, move the "
    "folder {keys} to {beside}, and start again; or move it elsewhere and set AFTERCALL_KEYS to the new place"
)


@dataclass(frozen=True)
class Examination:
    """What was found, one line each; how many values were opened, and how many have been erased; how long it took."""

    findings: Sequence[str]
    opened: int = 0
    erased: int = 0
    seconds: float = 0

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def examine() -> Examination:
    """Check everything, and change nothing. What needs the tables is checked only where they are this program's."""
    first = examine_foundations()
    if not first.passed:
        return first
    return examine_contents(journal.forgotten_entries())


def examine_foundations() -> Examination:
    """Check what must be right before anything else is done: place of the keys, tables, version, journal."""
    misfits = [*keys_in_home(), *_tables()]
    # The journal is created where there is none, so it is looked at only once the keys are complete.
    return Examination(misfits or list(missing_keys(NEEDED)) or list(_damaged_journal()))


def examine_contents(forgotten: Sequence[journal.Entry] = ()) -> Examination:
    """Check who can read files, every encrypted value, and the questionnaires. forgotten: the journal's entries that a
    restored database has not applied yet."""
    started = time.monotonic()
    tombstones = [journalled(entry.payload) for entry in forgotten if entry.kind == JOURNAL_KIND]
    sealed = check_sealed_values(SEALED, tombstones)
    erased = check_erased_keys(_erased())
    findings = [*_restored(len(forgotten)), *_readable_by_others(), *sealed.findings, *erased, *changed_versions()]
    return Examination(findings, sealed.opened, sealed.erased, time.monotonic() - started)


def erased_rings() -> Iterator[str]:
    """The key rings that must be gone."""
    return (erased.ring for erased in _erased())


def _erased() -> Iterator[ErasedRing]:
    return chain.from_iterable(source() for source in ERASED)


def keys_in_home() -> Iterator[str]:
    """One line if the keys are in the home folder, except in the demo."""
    keys, home = Path(settings.KEYS_DIR), Path(settings.HOME)
    if keys.is_relative_to(home) and not settings.DEMO:
        yield KEYS_IN_HOME.format(keys=keys, beside=home.with_name(f"{home.name}-keys"))


def _tables() -> Iterator[str]:
    if misfit := why_version_does_not_fit() or why_other_version():  # the first names the version
        yield misfit
    elif unapplied_migrations():
        yield f"The database has not been set up for this version. Run '{command('set-up')}'"


def _damaged_journal() -> Iterator[str]:
    try:
        journal.forgotten_entries()
    except JournalDamaged as damaged:
        yield str(damaged)


def _restored(forgotten: int) -> Iterator[str]:
    if forgotten:
        yield (
            "The database was restored from a backup. It has forgotten "
            f"{counted(forgotten, 'entry', 'entries')} of the journal. "
            "Start Aftercall: it applies them again before it serves"
        )


def _readable_by_others() -> Iterator[str]:
    name = str(connection.settings_dict["NAME"])
    files = database_files(name) if connection.vendor == "sqlite" else []
    found = sorted(set(open_to_others(Path(settings.HOME), Path(settings.KEYS_DIR), *filter(Path.exists, files))))
    if found:
        yield (
            f"{counted(len(found), 'file or folder', 'files or folders')} can be used by other users of this machine, "
            f"first {found[0]}. Run: chmod -R go= {settings.HOME} {settings.KEYS_DIR}"
        )
