"""From an uploaded questionnaire to an approved version: each step is one transaction with one audit entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.instrument.canonical import document_digest
from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument, shipped_document
from aftercall.instrument.series_breaks import Verdict
from aftercall.questionnaires import policies
from aftercall.questionnaires.models import (
    DraftDecision,
    InstrumentVersion,
    QuestionnaireDraft,
    SeriesDecision,
    TermRelease,
)
from aftercall.questionnaires.operations import store_instrument
from aftercall.questionnaires.queries import find_version
from aftercall.questionnaires.states import DraftAction, DraftState, next_state


@transaction.atomic
def store_draft(
    *, document: object, file_name: str, findings: Sequence[Mapping[str, Any]], actor: User, at: datetime
) -> QuestionnaireDraft:
    """Store an uploaded questionnaire as a draft, or in the place of a draft of the same version, whose decisions and
    allowed words then end: they were about other texts. Refused if that version has been stored."""
    instrument = _parsed(document)
    _require_new(instrument)
    draft = QuestionnaireDraft.objects.select_for_update().filter(name=instrument.name, version=instrument.version)
    values = {
        "title": instrument.title,
        "document": document,
        "digest": document_digest(document),
        "file_name": file_name[:200],
        "findings": list(findings),
        "uploaded_by": actor,
        "uploaded_at": at,
        "submitted_at": None,
        "sent_back": "",
    }
    if found := draft.first():
        values["state"] = next_state(found.state, DraftAction.REPLACE)
        DraftDecision.objects.filter(draft=found).delete()
        TermRelease.objects.filter(draft=found).delete()
    stored, _ = QuestionnaireDraft.objects.update_or_create(
        name=instrument.name, version=instrument.version, defaults=values
    )
    _record(stored, "uploaded", actor, at, digest=stored.digest, findings=len(findings))
    return stored


def _parsed(document: object) -> Instrument:
    try:
        return parse_instrument(document)
    except InstrumentError as error:
        raise Refused(f"This questionnaire can't be used. {error}") from None


def _require_new(instrument: Instrument) -> None:
    reference = f"{instrument.name}_{instrument.version}"
    try:
        shipped: object = shipped_document(reference)
    except InstrumentError:
        shipped = None
    if shipped is not None or find_version(reference):
        raise Refused(
            f"There is already a version {instrument.version} of {instrument.name}. A version never changes: give this "
            "one the next number under ‘version’ on the sheet ‘settings’"
        )


@transaction.atomic
def decide_draft(
    *,
    draft: QuestionnaireDraft,
    earlier: InstrumentVersion,
    verdicts: Mapping[str, tuple[Verdict, str]],
    actor: User,
    at: datetime,
) -> None:
    """Decide for each measure whether the figures of a draft and of a stored version can be compared, with a reason.
    Refused once approval has been asked for."""
    draft = _lock(draft)
    if draft.state != DraftState.DRAFT:
        raise Refused("Approval has been asked for. Have it sent back before you change a decision")
    for measure, (verdict, reason) in verdicts.items():
        values = {"verdict": verdict, "reason": reason, "decided_by": actor, "decided_at": at}
        DraftDecision.objects.update_or_create(draft=draft, earlier=earlier, measure=measure, defaults=values)
    _record(draft, "series_decided", actor, at, **_verdicts(earlier, verdicts))


@transaction.atomic
def decide_stored(
    *,
    earlier: InstrumentVersion,
    later: InstrumentVersion,
    verdicts: Mapping[str, tuple[Verdict, str]],
    actor: User,
    at: datetime,
) -> None:
    """Decide for each measure of two stored versions whether their figures can be compared, with a reason."""
    for measure, (verdict, reason) in verdicts.items():
        SeriesDecision.objects.create(
            earlier=earlier,
            later=later,
            measure=measure,
            verdict=verdict,
            reason=reason,
            decided_by=actor,
            decided_at=at,
        )
    details = _verdicts(earlier, verdicts)
    audit.record(actor=actor, action="instrument.series_decided", subject=later.subject, at=at, details=details)


def _verdicts(earlier: InstrumentVersion, verdicts: Mapping[str, tuple[Verdict, str]]) -> dict[str, object]:
    found = {measure: verdict.value for measure, (verdict, _) in verdicts.items()}
    return {"compared_with": earlier.reference, "verdicts": found}


@transaction.atomic
def release_term(*, draft: QuestionnaireDraft, term: str, reason: str, actor: User, at: datetime) -> TermRelease:
    """Allow a term that could sell or promote something, as an exception. Refused unless the checks found it."""
    draft = _lock(draft)
    if draft.state == DraftState.APPROVED or term not in {found["term"] for found in policies.terms_to_release(draft)}:
        raise Refused("There is no such term to allow. Look at the questionnaire again")
    release = TermRelease.objects.create(draft=draft, term=term, reason=reason, released_by=actor, released_at=at)
    _record(draft, "term_released", actor, at, term=term, reason=reason)
    return release


@transaction.atomic
def submit(*, draft: QuestionnaireDraft, actor: User, at: datetime) -> None:
    """Ask for approval. Refused if a term must be released or a measure decided about first."""
    draft = _lock(draft)
    state = next_state(draft.state, DraftAction.SUBMIT)
    policies.require_ready(draft)
    _move(draft, state, submitted_at=at, sent_back="")
    _record(draft, "submitted", actor, at)


@transaction.atomic
def send_back(*, draft: QuestionnaireDraft, reason: str, actor: User, at: datetime) -> None:
    """Send a questionnaire that waits for approval back, with the reason."""
    draft = _lock(draft)
    _move(draft, next_state(draft.state, DraftAction.SEND_BACK), sent_back=reason)
    _record(draft, "sent_back", actor, at, reason=reason)


@transaction.atomic
def approve(*, draft: QuestionnaireDraft, seen: str, actor: User, at: datetime) -> InstrumentVersion:
    """Store a draft as a version that programmes can choose, with the decisions about its series. seen: the code of
    what the person was shown (policies.seen).

    Refused to whoever uploaded it, if it has changed since, and if it is no longer ready, for example because another
    version has come into use.
    """
    draft = _lock(draft)
    state = next_state(draft.state, DraftAction.APPROVE)
    policies.require_another_person(draft, actor)
    policies.require_seen(draft, seen)
    policies.require_ready(draft)
    version = store_instrument(document=draft.document, actor=actor, at=at)
    for one in draft.decisions.all():
        SeriesDecision.objects.create(
            earlier=one.earlier,
            later=version,
            measure=one.measure,
            verdict=one.verdict,
            reason=one.reason,
            decided_by=one.decided_by,
            decided_at=one.decided_at,
        )
    _move(draft, state, approved_by=actor, approved_at=at, version_stored=version)
    _record(draft, "approved", actor, at, uploaded_by=draft.uploaded_by.audit_name, digest=draft.digest)
    return version


@transaction.atomic
def discard(*, draft: QuestionnaireDraft, actor: User, at: datetime) -> None:
    """Remove a draft. Refused once it is approved."""
    draft = _lock(draft)
    next_state(draft.state, DraftAction.DISCARD)
    _record(draft, "discarded", actor, at)
    draft.delete()


def _lock(draft: QuestionnaireDraft) -> QuestionnaireDraft:
    found = QuestionnaireDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise Refused("This draft has been discarded")
    return found


def _move(draft: QuestionnaireDraft, state: DraftState | None, **values: object) -> None:
    QuestionnaireDraft.objects.filter(pk=draft.pk).update(state=state, **values)


def _record(draft: QuestionnaireDraft, action: str, actor: User, at: datetime, **details: object) -> None:
    audit.record(actor=actor, action=f"instrument.{action}", subject=draft.subject, at=at, details=details)
