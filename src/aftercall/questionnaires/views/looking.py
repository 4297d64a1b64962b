"""Pages that only show: the list, one questionnaire, its preview, and its file."""

from collections.abc import Mapping
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.instrument.instrument import Instrument
from aftercall.questionnaires import policies, presenters, queries
from aftercall.questionnaires.forms import ReasonForm, ReleaseForm
from aftercall.questionnaires.models import QuestionnaireDraft
from aftercall.questionnaires.sources import Source, all_sources, find_source, of_draft, versions_named
from aftercall.questionnaires.states import DraftState, possible_actions
from aftercall.questionnaires.uses import overridden, uses, version_to_compare_with

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def source_or_404(key: str) -> Source:
    """The questionnaire that an address names."""
    if found := find_source(key):
        return found
    raise Http404


def is_researcher(request: HttpRequest) -> bool:
    """Whether the signed-in user writes questionnaires; administrators read and approve them."""
    return signed_in_user(request).role == Role.RESEARCHER


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every questionnaire with its versions, and the drafts."""
    used = uses()
    named = {name: presenters.version_lines(sources, used) for name, sources in all_sources().items()}
    context = {
        "named": [(lines[0].source.instrument.title, lines) for lines in sorted(named.values(), key=_unused)],
        "drafts": queries.open_drafts(),
        "colours": presenters.STATE_COLOURS,
        "may_write": is_researcher(request),
    }
    return render(request, "questionnaires/index.html", context)


def _unused(lines: list[presenters.VersionLine]) -> bool:
    """Questionnaires that are in use come first in the list."""
    return not any(line.used_by for line in lines)


@require_GET
def questionnaire(request: HttpRequest, source: str) -> HttpResponse:
    """One version, or one draft with what to do next."""
    found = source_or_404(source)
    if found.draft and not found.draft.version_stored_id:
        return show_draft(request, found.draft)
    stored = found.stored or (found.draft.version_stored if found.draft else None)
    context = {
        "source": found,
        "facts": presenters.facts(found),
        "used_by": uses().get(stored.pk, []) if stored else [],
        "made_from": QuestionnaireDraft.objects.filter(version_stored=stored).first() if stored else None,
        "others": _others(found),
        "draft_facts": presenters.draft_facts,
        "digest": stored.digest if stored else "",
        "may_write": is_researcher(request),
        "overridden": presenters.overridden_rows(found.instrument, overridden(stored)) if stored else [],
    }
    return render(request, "questionnaires/version.html", context)


def term_forms(
    draft: QuestionnaireDraft, posted: Mapping[str, str] | None = None
) -> list[tuple[Mapping[str, Any], ReleaseForm]]:
    """Each term that could sell something, with the form that allows it. posted: what was sent for one of them."""
    forms = []
    for at, found in enumerate(policies.terms_to_release(draft)):
        prefix = f"t{at}"
        data = posted if posted and f"{prefix}-term" in posted else None
        forms.append((found, ReleaseForm(data, label="Why it may be said", prefix=prefix)))
    return forms


def show_draft(
    request: HttpRequest,
    draft: QuestionnaireDraft,
    *,
    posted: Mapping[str, str] | None = None,
    send_back_form: ReasonForm | None = None,
) -> HttpResponse:
    """The page of a draft. posted, send_back_form: a form with errors, to show in the place of an empty one."""
    source, terms = of_draft(draft), term_forms(draft, posted)
    send_back = send_back_form or ReasonForm(label="What must be changed")
    forms: list[BaseForm] = [*(form for _, form in terms), send_back]
    context = {
        "draft": draft,
        "source": source,
        "colour": presenters.STATE_COLOURS[DraftState(draft.state)],
        "facts": [*presenters.draft_facts(draft), *presenters.facts(source)],
        "findings": presenters.finding_rows(one for one in draft.findings if one["code"] != policies.SELLING),
        "terms": terms,
        "place": presenters.place_words,
        "releases": draft.releases.select_related("released_by"),
        "earlier": policies.compared_with(draft),
        "undecided": policies.undecided(draft),
        "actions": {action.value for action in possible_actions(draft.state)},
        "is_own": draft.uploaded_by_id == signed_in_user(request).pk,
        "seen": policies.seen(draft),
        "may_write": is_researcher(request),
        "send_back_form": send_back,
        "faulty": next((form for form in forms if form.errors), None),
        "others": _others(source),
    }
    return render(request, "questionnaires/draft.html", context, status=422 if context["faulty"] else 200)


def _others(source: Source) -> list[Source]:
    """The other versions to compare with, that in use first."""
    instrument = source.instrument
    first = version_to_compare_with(instrument.name, instrument.version)
    others = [one for one in versions_named(instrument.name) if one.instrument.version != instrument.version]
    return sorted(others, key=lambda one: one.stored != first)


@require_GET
def preview(request: HttpRequest, source: str) -> HttpResponse:
    """Every question and script as it will look, in one language, with links to the others."""
    found = source_or_404(source)
    instrument = _in_language(found, request.GET.get("language", ""))
    context = {
        "source": found,
        "instrument": instrument,
        "questions": presenters.preview(instrument),
        "scripts": presenters.scripts(instrument),
    }
    return render(request, "questionnaires/preview.html", context)


def _in_language(source: Source, code: str) -> Instrument:
    return source.in_language(code) if code else source.instrument


@require_GET
def download(request: HttpRequest, source: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The questionnaire as an XLSForm."""
    from aftercall.instrument_files.exporting import to_xlsx  # noqa: PLC0415 - loading openpyxl takes a third of a second

    found = source_or_404(source)
    response = HttpResponse(to_xlsx(found.document), content_type=XLSX)
    name = f"{found.instrument.name}_{found.instrument.version}"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
