"""Moderating what people wrote: each text is shown, perhaps with words taken out, or not, under a published rule."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.consultations import queries
from aftercall.consultations.keys import open_answers
from aftercall.consultations.models import Consultation, Moderation, Response, Rule, Sign
from aftercall.consultations.operations.steps import lock, record
from aftercall.consultations.states import ConsultationState
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.instrument.questions import QuestionType
from aftercall.methods.floods import normalised
from aftercall.questionnaires.queries import read_instrument


@dataclass(frozen=True)
class Waiting:
    """A text that somebody must decide on. copies: how many others have exactly these words. sign: why it is marked as
    part of a flood; empty if it is not."""

    response: Response
    question: str
    label: str
    text: str
    copies: int
    sign: str


def waiting(consultation: Consultation) -> list[Waiting]:
    """The texts that nobody has decided on yet, those with the most copies first."""
    decided = set(consultation.moderations.in_force().values_list("response_id", "question"))
    texts = [one for one in all_texts(consultation) if (one[0].pk, one[1]) not in decided]
    counts: dict[tuple[str, str], int] = {}
    for _, question, _, text in texts:
        key = (question, normalised(text))
        counts[key] = counts.get(key, 0) + 1
    found = [
        Waiting(response, question, label, text, counts[question, normalised(text)] - 1, _sign(response))
        for response, question, label, text in texts
    ]
    return sorted(found, key=lambda one: -one.copies)


def _sign(response: Response) -> str:
    flag = getattr(response, "flag", None)
    return flag.get_sign_display() if flag else ""


def all_texts(consultation: Consultation) -> Iterator[tuple[Response, str, str, str]]:
    """Each text with whose it is, and the name and label of its question."""
    instrument = read_instrument(consultation.instrument)
    questions = [one for one in instrument.questions if one.type is QuestionType.TEXT]
    keys = vault.keys_of_rings()
    for response in queries.submitted(consultation).select_related("flag"):
        try:
            answers = open_answers(response, keys)
        except vault.NoSuchKey:
            continue
        for question in questions:
            if text := answers.get(question.name, "").strip():
                yield response, question.name, question.label, text


@transaction.atomic
def decide(
    *, consultation: Consultation, response: Response, question: str, rule: str, text: str, actor: User, at: datetime
) -> int:
    """Decide on a text: show it as given, or do not show it under a rule. Copies with the same words are then not shown
    again. Returns how many texts were decided on. Refused once the question's texts are public."""
    consultation = lock(consultation)
    _require_undecided(consultation, question)
    left = [one for one in waiting(consultation) if one.question == question]
    own = next((one for one in left if one.response.pk == response.pk), None)
    if own is None:
        raise Refused("Somebody has already decided about this text")
    if not rule and not text.strip():
        raise Refused("Enter the text as it is shown, or choose why it is not shown")
    words, shown = normalised(own.text), "" if rule else text.strip()
    copies = [one.response for one in left if one is not own and normalised(one.text) == words]
    common = {"consultation": consultation, "question": question, "by": actor, "at": at}
    edited = bool(shown) and shown != own.text
    decisions = [Moderation(response=response, rule=rule, text=shown, edited=edited, **common)]
    decisions += [Moderation(response=one, rule=rule or Rule.COPY, **common) for one in copies]
    Moderation.objects.bulk_create(decisions)
    details = {"question": question, "rule": rule or "shown", "texts": len(decisions)}
    record(consultation, "texts_moderated", actor=actor, at=at, details=details)
    return len(decisions)


@transaction.atomic
def reopen(*, consultation: Consultation, decision: Moderation, actor: User, at: datetime) -> int:
    """Put a text back for another decision, with the copies that were decided on with it. The earlier decision
    stays on record. Returns how many texts. Refused while the question's texts are prepared or public."""
    consultation = lock(consultation)
    _require_undecided(consultation, decision.question)
    words = {one[0].pk: normalised(one[3]) for one in all_texts(consultation) if one[1] == decision.question}
    same = [pk for pk, text in words.items() if text == words.get(decision.response_id or 0)]
    decided = consultation.moderations.in_force().filter(question=decision.question, response__in=same)
    reopened = decided.update(reopened_by=actor, reopened_at=at)
    if not reopened:
        raise Refused("Somebody has already put this text back")
    record(
        consultation, "texts_reopened", actor=actor, at=at, details={"question": decision.question, "texts": reopened}
    )
    return reopened


@transaction.atomic
def withhold_marked_copies(*, consultation: Consultation, actor: User, at: datetime) -> int:
    """Do not show texts that are marked as copies of others, except one of each group. Returns how many."""
    consultation = lock(consultation)
    seen, decisions = set[tuple[str, int]](), []
    for one in waiting(consultation):
        flag = getattr(one.response, "flag", None)
        # Those marked by another sign have texts of their own.
        if flag is None or flag.sign != Sign.COPIED_TEXT:
            continue
        if (one.question, flag.group) in seen:
            common = {"consultation": consultation, "question": one.question, "by": actor, "at": at}
            decisions.append(Moderation(response=one.response, rule=Rule.COPY, **common))
        seen.add((one.question, flag.group))
    Moderation.objects.bulk_create(decisions)
    details = {"rule": Rule.COPY.value, "texts": len(decisions)}
    record(consultation, "texts_moderated", actor=actor, at=at, details=details)
    return len(decisions)


def _require_undecided(consultation: Consultation, question: str) -> None:
    if consultation.state != ConsultationState.CLOSED:
        raise Refused("Close the consultation first")
    if consultation.releases.current().filter(field=question).exists():
        raise Refused("The texts of this question have been prepared. Discard the draft, or withdraw them, first")
