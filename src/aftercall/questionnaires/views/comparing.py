"""Two versions compared, and the decision for each measure."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.instrument.comparison import compare_documents
from aftercall.instrument.series_breaks import Judgement
from aftercall.questionnaires import draft_operations as operations
from aftercall.questionnaires import policies, presenters
from aftercall.questionnaires.forms import VerdictsForm
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.operations import store_instrument
from aftercall.questionnaires.series import decisions_about, judgements
from aftercall.questionnaires.sources import Source
from aftercall.questionnaires.states import DraftState
from aftercall.questionnaires.uses import affected_by_decisions
from aftercall.questionnaires.views.looking import is_researcher, source_or_404


@require_GET
def compare(request: HttpRequest, source: str, earlier: str) -> HttpResponse:
    """What changed from one version to another, and what is proposed or decided for each measure."""
    later, before = source_or_404(source), source_or_404(earlier)
    form = VerdictsForm(_judgements(later, before), _labels(later))
    return _show(request, later, before, form)


@require_POST
def decide(request: HttpRequest, source: str, earlier: str) -> HttpResponse:
    """Save the decision for each measure."""
    later, before = source_or_404(source), source_or_404(earlier)
    form = VerdictsForm(_judgements(later, before), _labels(later), request.POST)
    if not form.is_valid():
        return _show(request, later, before, form)
    try:
        _save(request, later, before, form)
    except Refused as error:
        form.add_error(None, str(error))
        return _show(request, later, before, form)
    if later.stored and affected_by_decisions(later.stored):
        messages.success(request, "Your decisions are saved. They affect results, which are listed below.")
        return redirect("questionnaires:compare", later.key, before.key)
    messages.success(request, "Your decisions are saved.")
    return redirect("questionnaires:questionnaire", later.key)


def _save(request: HttpRequest, later: Source, before: Source, form: VerdictsForm) -> None:
    user, at = signed_in_user(request), clock.now()
    if not _may_be_decided(later, before):
        raise Refused("Nothing can be decided about these two. Compare two versions of one questionnaire")
    stored = _stored(request, before)
    if later.draft:
        operations.decide_draft(draft=later.draft, earlier=stored, verdicts=form.verdicts(), actor=user, at=at)
    else:
        decided_for = _stored(request, later)
        operations.decide_stored(earlier=stored, later=decided_for, verdicts=form.verdicts(), actor=user, at=at)


def _stored(request: HttpRequest, source: Source) -> InstrumentVersion:
    """The stored version; one that the product ships is stored now. Refused for a draft."""
    if source.draft:
        raise Refused("Compare with a version, not with a draft")
    if source.stored:
        return source.stored
    return store_instrument(document=source.document, actor=signed_in_user(request), at=clock.now())


def _judgements(later: Source, before: Source) -> Mapping[str, Judgement]:
    if before.stored and later.draft:
        return policies.draft_judgements(later.draft, before.stored)
    if before.stored and later.stored:
        return judgements(before.stored, later.stored)
    proposals = compare_documents(before.document, later.document).proposals
    return {name: Judgement(one.verdict, one.reason) for name, one in proposals.items()}


def _labels(later: Source) -> dict[str, str]:
    return {name: measure.label for name, measure in later.instrument.measures.items()}


def _show(request: HttpRequest, later: Source, before: Source, form: VerdictsForm) -> HttpResponse:
    comparison = compare_documents(before.document, later.document)
    judged = _judgements(later, before)
    context = {
        "later": later,
        "before": before,
        "changes": presenters.changes(comparison),
        "judgements": [(_labels(later)[name], judgement) for name, judgement in judged.items()],
        "proposals": comparison.proposals,
        "form": form,
        "fields": [(form[f"verdict_{name}"], form[f"reason_{name}"]) for name in judged],
        "may_decide": _may_decide(request, later, before),
        "decisions": decisions_about(before.stored, later.stored) if before.stored and later.stored else [],
        "labels": _labels(before) | _labels(later),
        "affected": affected_by_decisions(later.stored) if later.stored and is_researcher(request) else [],
    }
    return render(request, "questionnaires/compare.html", context, status=422 if form.errors else 200)


def _may_decide(request: HttpRequest, later: Source, before: Source) -> bool:
    open_draft = later.draft is None or later.draft.state == DraftState.DRAFT
    return is_researcher(request) and open_draft and _may_be_decided(later, before)


def _may_be_decided(later: Source, before: Source) -> bool:
    """Whether figures of the two can be in one series."""
    versions = later.instrument.version, before.instrument.version
    return before.draft is None and later.instrument.name == before.instrument.name and len(set(versions)) > 1
