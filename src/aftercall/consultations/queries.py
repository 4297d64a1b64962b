"""Reads of consultations."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from aftercall.consultations.models import Consultation, Moderation, Phase, Release, Response, ResponseState, Rule
from aftercall.consultations.states import ConsultationState
from aftercall.publication.states import PUBLIC as PUBLISHED_STATES
from aftercall.publication.states import PublicationState

_PUBLIC = (ConsultationState.APPROVED, ConsultationState.CLOSED)


def public_consultations() -> QuerySet[Consultation]:
    """The consultations that everybody can see."""
    return Consultation.objects.filter(state__in=_PUBLIC)


def by_phase(today: date) -> dict[Phase, list[Consultation]]:
    """The public consultations by phase: open ones in the order in which they close, coming ones in the order in which
    they open, closed ones with the latest first. published: whether there are results."""
    published = Count("releases", filter=Q(releases__state=PublicationState.PUBLISHED))
    found: dict[Phase, list[Consultation]] = {phase: [] for phase in (Phase.OPEN, Phase.COMING, Phase.CLOSED)}
    for one in public_consultations().annotate(published=published):
        found[one.phase(today)].append(one)
    found[Phase.OPEN].sort(key=lambda one: one.closes_on)
    found[Phase.COMING].sort(key=lambda one: one.opens_on)
    found[Phase.CLOSED].sort(key=lambda one: one.closes_on, reverse=True)
    return found


def with_answers(consultations: QuerySet[Consultation] | None = None) -> list[tuple[Consultation, int]]:
    """These consultations, or all, each with how many answers count."""
    found = Consultation.objects.all() if consultations is None else consultations
    submitted = Count("responses", filter=Q(responses__state=ResponseState.SUBMITTED))
    counts = dict(found.order_by().annotate(answers=submitted).values_list("pk", "answers"))
    return [(one, counts[one.pk]) for one in found]


def submitted(consultation: Consultation) -> QuerySet[Response]:
    """The answers that count, in the order in which they were submitted."""
    responses = consultation.responses.filter(state=ResponseState.SUBMITTED).exclude(sealed_answers=b"")
    return responses.order_by("submitted_at", "pk")


def latest_releases(consultation: Consultation) -> dict[str, Release]:
    """The part of each field that is or can become public; where there is none, the one withdrawn last."""
    found = consultation.releases.select_related("prepared_by", "sent_by").order_by("pk")
    return {one.field: one for one in found}


def decisions(consultation: Consultation) -> QuerySet[Moderation]:
    """The decisions about texts, the latest first; those about copies follow that about the text itself."""
    found = consultation.moderations.select_related("by", "reopened_by")
    return found.exclude(rule=Rule.COPY).order_by("-at", "-pk")


def has_results(consultation: Consultation) -> bool:
    """Whether any part of its results is or was public."""
    return consultation.releases.filter(state__in=PUBLISHED_STATES).exists()
