"""What everyone can read: how we hear everyone, and reports on focus groups. And the researcher's page of this room."""

from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftercall.communities import presenters, queries
from aftercall.communities.beside import beside_survey
from aftercall.communities.models import Report
from aftercall.communities.states import CandidateState
from aftercall.communities.views.groups import certificate_file
from aftercall.consultations.models import Consultation
from aftercall.core import clock
from aftercall.core.words import percent
from aftercall.improvements.queries import public_actions
from aftercall.programmes.models import Programme


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Where everything of this room is."""
    return render(
        request,
        "communities/index.html",
        {"programmes": Programme.objects.all(), "consultations": Consultation.objects.all()},
    )


@require_GET
def hearing(request: HttpRequest) -> HttpResponse:
    """What is done so that everyone is heard."""
    context = {
        "targets": queries.targets(timezone.localdate(clock.now())).prefetch_related("tasks"),
        "promises": queries.kept_promises(),
        "actions": {one.reference: one.title for one in public_actions()},
        "meetings": queries.meetings().count(),
        "reports": queries.published_reports(),
    }
    return render(request, "communities/hearing.html", context)


@require_GET
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """The report on a focus group."""
    found = _published(reference)
    group = found.group
    context = {
        "report": found,
        "group": group,
        "attended": group.candidates.filter(state=CandidateState.ATTENDED).count(),
        "certificate": group.certificates[0],
        "chances": [
            percent(Fraction(group.certificates[0][name]), 1) for name in ("smallest_chance", "largest_chance")
        ],
        "agreement": presenters.agreement_rows(presenters.agreement_of(group)),
        "parts": beside_survey(group),
    }
    return render(request, "communities/report.html", context)


@require_GET
def certificate(request: HttpRequest, reference: str, number: int) -> HttpResponse:  # noqa: ARG001 - as every view
    """The certificate of the draw (1) or of a replacement of a group with a public report, as a file."""
    return certificate_file(_published(reference).group, number)


def _published(reference: str) -> Report:
    return get_object_or_404(queries.published_reports(), group__reference=reference)
