"""Uploading a questionnaire, and what is done with the draft."""

from collections.abc import Callable
from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.instrument_files.compiling import compile_form
from aftercall.questionnaires import draft_operations as operations
from aftercall.questionnaires import policies, presenters
from aftercall.questionnaires.forms import ReasonForm, UploadForm
from aftercall.questionnaires.models import QuestionnaireDraft
from aftercall.questionnaires.views.looking import show_draft, source_or_404, term_forms


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Receive an XLSForm. What must be corrected is shown by sheet, row and column, and then nothing is stored."""
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    rows: list[list[str]] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["form"]
        compiled = compile_form(file.read(), file_name=file.name)
        findings = [asdict(found) for found in compiled.findings]
        if compiled.document is None:
            rows = presenters.finding_rows(findings)
            form.add_error("form", "Correct the questionnaire and upload it again. Nothing has been stored")
        else:
            try:
                draft = operations.store_draft(
                    document=compiled.document,
                    file_name=file.name,
                    findings=findings,
                    actor=signed_in_user(request),
                    at=clock.now(),
                )
            except Refused as error:
                form.add_error("form", str(error))
            else:
                messages.success(request, "The questionnaire has been stored as a draft.")
                return redirect("questionnaires:questionnaire", draft.key)
    context = {"form": form, "rows": rows}
    return render(request, "questionnaires/upload.html", context, status=422 if form.errors else 200)


def _draft_or_404(key: str) -> QuestionnaireDraft:
    draft = source_or_404(key).draft
    if draft is None:
        raise Http404
    return draft


def _done(request: HttpRequest, draft: QuestionnaireDraft, operate: Callable[[], object], words: str) -> HttpResponse:
    """Carry out an operation, say that it is done or why it was refused, and show the draft."""
    try:
        operate()
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("questionnaires:questionnaire", draft.key)


@require_POST
def release(request: HttpRequest, source: str) -> HttpResponse:
    """Allow a term that could sell something, with a reason."""
    draft = _draft_or_404(source)
    form = next((form for _, form in term_forms(draft, request.POST) if form["term"].html_name in request.POST), None)
    if form is None:
        return redirect("questionnaires:questionnaire", draft.key)
    if not form.is_valid():
        return show_draft(request, draft, posted=request.POST)
    term, reason, user = form.cleaned_data["term"], form.cleaned_data["reason"], signed_in_user(request)
    return _done(
        request,
        draft,
        lambda: operations.release_term(draft=draft, term=term, reason=reason, actor=user, at=clock.now()),
        f"‘{term}’ is allowed in this questionnaire.",
    )


@require_POST
def submit(request: HttpRequest, source: str) -> HttpResponse:
    """Ask for approval."""
    draft = _draft_or_404(source)
    return _done(
        request,
        draft,
        lambda: operations.submit(draft=draft, actor=signed_in_user(request), at=clock.now()),
        "Another person can now approve the questionnaire.",
    )


@require_POST
def send_back(request: HttpRequest, source: str) -> HttpResponse:
    """Send a questionnaire back instead of approving it."""
    draft = _draft_or_404(source)
    form = ReasonForm(request.POST, label="What must be changed")
    if not form.is_valid():
        return show_draft(request, draft, send_back_form=form)
    return _done(
        request,
        draft,
        lambda: operations.send_back(
            draft=draft, reason=form.cleaned_data["reason"], actor=signed_in_user(request), at=clock.now()
        ),
        "The questionnaire has been sent back.",
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, source: str) -> HttpResponse:
    """What an approval means, to confirm it."""
    draft = _draft_or_404(source)
    if request.method == "GET":
        earlier = policies.compared_with(draft)
        context = {
            "draft": draft,
            "earlier": earlier,
            "releases": draft.releases.select_related("released_by"),
            "decisions": draft.decisions.select_related("decided_by") if earlier else [],
            "labels": source_or_404(source).instrument.measures,
            "is_own": draft.uploaded_by_id == signed_in_user(request).pk,
            "seen": request.GET.get("seen") or policies.seen(draft),
        }
        return render(request, "questionnaires/approve.html", context)
    return _done(
        request,
        draft,
        lambda: operations.approve(
            draft=draft, seen=request.POST.get("seen", ""), actor=signed_in_user(request), at=clock.now()
        ),
        "The version is approved. Programmes can choose it in their settings.",
    )


@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, source: str) -> HttpResponse:
    """Ask whether to discard a draft, and do it."""
    draft = _draft_or_404(source)
    if request.method == "GET":
        return render(request, "questionnaires/discard.html", {"draft": draft})
    try:
        operations.discard(draft=draft, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("questionnaires:questionnaire", draft.key)
    messages.success(request, "The draft has been discarded.")
    return redirect("questionnaires:index")
