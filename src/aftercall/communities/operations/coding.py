"""What was said: passages, themes, the codes of two people, quotations, and the report."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.communities.models import Coding, FocusGroup, Passage, Quotation, Report, Theme
from aftercall.communities.operations.reporting import ERASED
from aftercall.communities.quoting import was_said
from aftercall.communities.sealing import passage_text, quotation_text, seal
from aftercall.communities.states import GroupState, ReportState
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.methods.redaction import suggest
from aftercall.synthetic.known_names import known_names

_LONGEST_PASSAGE = 4000


@transaction.atomic
def add_transcript(*, group: FocusGroup, text: str, actor: User, at: datetime) -> int:
    """Store what was said, encrypted, one passage for each paragraph. Returns how many. Refused before the group
    met."""
    group = FocusGroup.objects.select_for_update().get(pk=group.pk)
    if group.state != GroupState.HELD or group.erased_at:
        raise Refused("Add what was said once you have recorded who came")
    paragraphs = [one.strip() for one in text.replace("\r\n", "\n").split("\n\n") if one.strip()]
    if not paragraphs:
        raise Refused("Enter what was said, with an empty line between passages", field="text")
    if max(map(len, paragraphs)) > _LONGEST_PASSAGE:
        raise Refused("A passage has more than 4,000 characters. Divide it with an empty line", field="text")
    _reopen(group)
    first = group.passages.count() + 1
    for number, paragraph in enumerate(paragraphs, start=first):
        Passage.objects.create(group=group, number=number, sealed_text=seal(group, paragraph, f"passage {number}"))
    details = {"passages": len(paragraphs)}
    audit.record(actor=actor, action="focus_group.transcribed", subject=group.subject, at=at, details=details)
    return len(paragraphs)


@transaction.atomic
def add_theme(*, group: FocusGroup, name: str, meaning: str, measure: str, actor: User, at: datetime) -> Theme:
    """Add a theme to the codebook. Refused if there is one of this name, and once the report is public or what was said
    has been erased."""
    if group.themes.filter(name=name).exists():
        raise Refused("There is a theme of this name already", field="name")
    _reopen(group)
    theme = Theme.objects.create(group=group, name=name, meaning=meaning, measure=measure)
    audit.record(actor=actor, action="focus_group.theme_added", subject=group.subject, at=at)
    return theme


@transaction.atomic
def code(*, passage: Passage, themes: Sequence[Theme], actor: User, at: datetime) -> None:
    """Record which themes a passage is about, in place of what the same coder chose before. Refused once the report,
    which says how far the coders agreed, is public, or what was said has been erased."""
    _require_changeable(passage.group)
    coding, _ = Coding.objects.get_or_create(passage=passage, coder=actor)
    coding.themes.set(themes)
    audit.record(actor=actor, action="focus_group.coded", subject=passage.group.subject, at=at)


@transaction.atomic
def summarise(*, theme: Theme, summary: str, actor: User, at: datetime) -> None:
    """Write what the group said about a theme. What was sent for approval must be sent again. Refused once it is
    public or what was said has been erased."""
    _reopen(theme.group)
    theme.summary = summary
    theme.save(update_fields=["summary"])
    audit.record(actor=actor, action="focus_group.summarised", subject=theme.group.subject, at=at)


@transaction.atomic
def propose_quotation(*, passage: Passage, theme: Theme, text: str, actor: User, at: datetime) -> Quotation:
    """Propose words of a passage, redacted, for the report. Refused if they are not in the passage, or if a pattern
    still finds something that may identify somebody, such as a telephone number."""
    if not (said := passage_text(passage)):
        raise Refused("What was said has been erased")
    _require_changeable(passage.group)
    if not was_said(text, said):
        raise Refused("These words are not in the passage. Write [removed] or … where you leave some out", field="text")
    if found := suggest(text, known_names()):
        kinds = ", ".join(sorted({one.kind.value for one in found}))
        raise Refused(f"Something may still identify somebody: {kinds}. Write [removed] in its place", field="text")
    sealed = seal(passage.group, text, f"quotation {passage.number}")
    quotation = Quotation.objects.create(passage=passage, theme=theme, sealed_text=sealed, proposed_by=actor)
    audit.record(actor=actor, action="focus_group.quotation_proposed", subject=passage.group.subject, at=at)
    return quotation


@transaction.atomic
def approve_quotation(*, quotation: Quotation, actor: User, at: datetime) -> None:
    """Approve a quotation that somebody else proposed: its words are from then on part of the report."""
    group = quotation.passage.group
    _reopen(group)
    quotation = Quotation.objects.select_for_update().get(pk=quotation.pk)
    if quotation.approved_by_id is not None:
        raise Refused("This quotation has been approved already")
    if quotation.proposed_by_id == actor.pk:
        raise Refused("You proposed this quotation, so another person must approve it")
    if not (words := quotation_text(quotation)):
        raise Refused("What was said has been erased")
    quotation.text, quotation.sealed_text, quotation.approved_by = words, b"", actor
    quotation.save(update_fields=["text", "sealed_text", "approved_by"])
    audit.record(actor=actor, action="focus_group.quotation_approved", subject=group.subject, at=at)


@transaction.atomic
def discard_quotation(*, quotation: Quotation, actor: User, at: datetime) -> None:
    """Discard a quotation. Refused once it is public."""
    group = quotation.passage.group
    _reopen(group)
    quotation.delete()
    audit.record(actor=actor, action="focus_group.quotation_discarded", subject=group.subject, at=at)


def _reopen(group: FocusGroup) -> None:
    """What was sent for approval must be sent again, because something in it changes. Refused once it is public."""
    _require_changeable(group)
    Report.objects.filter(group=group, state=ReportState.CHECKED).update(state=ReportState.DRAFT)


def _require_changeable(group: FocusGroup) -> None:
    """What two people have made public cannot be changed by one, nor anything once what was said has been erased. The
    group is locked, so that it is not erased meanwhile."""
    if FocusGroup.objects.select_for_update().get(pk=group.pk).erased_at:
        raise Refused(ERASED)
    report = Report.objects.select_for_update().filter(group=group).first()
    if report and report.state == ReportState.PUBLISHED:
        raise Refused("The report on this group is public, so it cannot be changed")
