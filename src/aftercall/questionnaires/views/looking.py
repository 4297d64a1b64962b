"""Pages that only show: the list, one questionnaire, its preview, and its file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftercall.accounts.models import signed_in_user
from aftercall.accounts.roles import Role
from aftercall.instrument.instrument import Instrument
from aftercall.instrument_files.exporting import to_xlsx
from aftercall.questionnaires import policies, presenters, queries
from aftercall.questionnaires.forms import ReasonForm, ReleaseForm
from aftercall.questionnaires.models import InstrumentVersion, QuestionnaireDraft
from aftercall.questionnaires.sources import Source, all_sources, find_source
from aftercall.questionnaires.states import possible_actions
from aftercall.questionnaires.uses import uses, version_to_compare_with

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
        "named": [(lines[0].source.instrument.title, lines) for lines in named.values()],
        "drafts": queries.open_drafts(),
        "colours": presenters.STATE_COLOURS,
        "may_write": is_researcher(request),
    }
    return render(request, "questionnaires/index.html", context)


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
    }
    return render(request, "questionnaires/version.html", context)


def show_draft(request: HttpRequest, draft: QuestionnaireDraft, **shown: object) -> HttpResponse:
    """The page of a draft. shown: a form with errors, to show in the place of an empty one."""
    earlier = policies.compared_with(draft)
    terms = policies.terms_to_release(draft)
    user = signed_in_user(request)
    context = {
        "draft": draft,
        "source": find_source(draft.key),
        "colour": presenters.STATE_COLOURS[draft.state],
        "facts": [*presenters.draft_facts(draft), *presenters.facts(source_or_404(draft.key))],
        "findings": presenters.finding_rows(one for one in draft.findings if one["code"] != policies.SELLING),
        "terms": [(found, ReleaseForm(label="Why it may be said", prefix=f"t{at}")) for at, found in enumerate(terms)],
        "releases": draft.releases.select_related("released_by"),
        "earlier": earlier,
        "undecided": policies.undecided(draft),
        "actions": {action.value for action in possible_actions(draft.state)},
        "is_own": draft.uploaded_by_id == user.pk,
        "may_write": is_researcher(request),
        "send_back_form": ReasonForm(label="What must be changed"),
        "others": _others(source_or_404(draft.key)),
        **shown,
    }
    status = 422 if any(getattr(form, "errors", None) for form in shown.values()) else 200
    return render(request, "questionnaires/draft.html", context, status=status)


def _others(source: Source) -> list[InstrumentVersion]:
    """The stored versions to compare with, that in use first."""
    instrument = source.instrument
    first = version_to_compare_with(instrument.name, instrument.version)
    stored = InstrumentVersion.objects.filter(name=instrument.name).exclude(version=instrument.version)
    rest = [one for one in stored.defer("document").order_by("-version") if one != first]
    return [first, *rest] if first else []


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
    found = source_or_404(source)
    response = HttpResponse(to_xlsx(found.document), content_type=XLSX)
    name = f"{found.instrument.name}_{found.instrument.version}"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
