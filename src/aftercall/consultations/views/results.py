"""The public results of a consultation, how texts are moderated, and the log of it."""

import io
from collections import Counter

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from aftercall.consultations import spoken
from aftercall.consultations.models import Rule
from aftercall.consultations.results import shown
from aftercall.consultations.results.texts import ON_A_PAGE, in_pages
from aftercall.consultations.views.public import public_or_404
from aftercall.csv_files import write_rows
from aftercall.questionnaires.queries import read_instrument


@gzip_page  # long, and nothing in it is secret
@require_GET
def results(request: HttpRequest, slug: str) -> HttpResponse:
    """What has been published, part by part."""
    one = public_or_404(slug)
    parts = shown.public_parts(one, spoken.of_page(one.instrument))
    if not parts:
        raise Http404
    context = {"consultation": one, "parts": parts, "floods": shown.floods(one)}
    return render(request, "consultations/results.html", context)


@gzip_page
@require_GET
def texts(request: HttpRequest, slug: str, field: str) -> HttpResponse:
    """All texts that people wrote in answer to one question."""
    one = public_or_404(slug)
    parts = shown.public_parts(one, spoken.of_page(one.instrument))
    part = next((part for part in parts if part.field == field and part.content.get("texts")), None)
    if part is None:
        raise Http404
    page = Paginator(in_pages(part.content["lists"], ON_A_PAGE), 1).get_page(request.GET.get("page"))
    return render(request, "consultations/texts.html", {"consultation": one, "part": part, "page": page})


@require_GET
def results_csv(_request: HttpRequest, slug: str) -> HttpResponse:
    """The published figures as a file."""
    one = public_or_404(slug)
    parts = shown.public_parts(one, read_instrument(one.instrument))
    if not parts:
        raise Http404
    file = io.StringIO(newline="")
    write_rows(file, shown.csv_rows(parts))
    headers = {"Content-Disposition": f'attachment; filename="{slug}-results.csv"'}
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
def policy(request: HttpRequest) -> HttpResponse:
    """How we moderate what people write."""
    return render(request, "consultations/policy.html", {"rules": [gettext(rule.label) for rule in Rule]})


@gzip_page
@require_GET
def moderation_log(request: HttpRequest, slug: str) -> HttpResponse:
    """What was decided about the texts of published questions: how many are shown, and each that is not with the rule,
    without its words."""
    one = public_or_404(slug)
    labels = shown.published_texts(one, spoken.of_page(one.instrument))
    decided = list(one.moderations.in_force().filter(question__in=labels))
    if not labels:
        raise Http404
    counts = Counter((decision.question, decision.rule) for decision in decided)
    summary = [
        (labels[question], gettext(Rule(rule).label) if rule else gettext("Shown"), count)
        for (question, rule), count in sorted(counts.items())
    ]
    edited = sum(decision.edited for decision in decided)
    context = {"consultation": one, "summary": summary, "edited": edited, "rows": shown.log_rows(decided, labels)}
    return render(request, "consultations/moderation_log.html", context)
