"""Pages that test the mapping on the example extract and save it with the programme."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.mappings import operations, uploads
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.presenters import trial_page
from aftercall.mappings.steps import Step
from aftercall.mappings.views.showing import on_draft


@require_http_methods(["GET", "POST"])
@on_draft(Step.TEST)
def test(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """What the last test found, or test the mapping now."""
    if request.method == "POST":
        operations.try_mapping(draft=draft, actor=signed_in_user(request), at=clock.now())
        return redirect("mappings:test", draft.programme.slug)
    context = {"programme": draft.programme, "page": trial_page(draft), "stored": uploads.is_stored(draft.upload)}
    return render(request, "mappings/test.html", context)


@require_POST
@on_draft()
def save(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """Save the mapping with the programme."""
    operations.save_mapping(draft=draft, actor=signed_in_user(request), at=clock.now())
    messages.success(
        request,
        f"The mapping has been saved with {draft.programme.name}. "
        "It takes effect when an administrator confirms the programme’s settings.",
    )
    return redirect("mappings:overview", draft.programme.slug)
