"""The data protection officer's documents, written from the settings and contracts of today."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftercall.accountability.activities import further_activities
from aftercall.accountability.assessment import impact_assessment
from aftercall.accountability.facts import SurveyFacts, extents, officers, surveys_on
from aftercall.accountability.record import record_of_processing
from aftercall.accountability.words import warnings
from aftercall.core import clock
from aftercall.core.documents import Document, pdf_response


@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """List the documents, and what must be put right."""
    surveys = surveys_on(_today())
    context = {"surveys": surveys, "warnings": warnings(surveys)}
    return render(request, "accountability/documents.html", context)


@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """Show the record of processing activities."""
    return _show(request, _record(_surveys()), "accountability:record_pdf")


@require_GET
def record_pdf(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download the record of processing activities."""
    return pdf_response(_record(_surveys()), f"record-of-processing-{_today()}")


@require_GET
def assessment(request: HttpRequest) -> HttpResponse:
    """Show the data protection impact assessment."""
    return _show(request, _assessment(_surveys()), "accountability:assessment_pdf")


@require_GET
def assessment_pdf(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download the data protection impact assessment."""
    return pdf_response(_assessment(_surveys()), f"impact-assessment-{_today()}")


def _show(request: HttpRequest, document: Document, pdf_view: str) -> HttpResponse:
    return render(request, "accountability/document.html", {"document": document, "pdf_view": pdf_view})


def _record(surveys: list[SurveyFacts]) -> Document:
    return record_of_processing(surveys, officers(), further_activities(), on=_today())


def _assessment(surveys: list[SurveyFacts]) -> Document:
    return impact_assessment(surveys, extents(surveys), further_activities(), on=_today())


def _surveys() -> list[SurveyFacts]:
    """The programmes of today. Without any there is nothing to document: the list of documents says so."""
    if surveys := surveys_on(_today()):
        return surveys
    raise Http404


def _today() -> date:
    return timezone.localdate(clock.now())
