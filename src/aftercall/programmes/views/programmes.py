"""The administrator's pages of programmes: to create one, edit its settings section by section, and confirm them."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import joined, month
from aftercall.frames.exclusions import standard_exclusions
from aftercall.programmes import operations, queries
from aftercall.programmes.models import Programme
from aftercall.programmes.policies import require_no_months
from aftercall.programmes.programme_presenters import (
    changes_not_in_effect,
    confirmed_words,
    months_to_confirm,
    programme_line,
    section_lines,
    versions_in_words,
    versions_on_page,
)
from aftercall.programmes.settings.catalogue import NEEDED, SECTIONS, InvalidSetting, Section, missing
from aftercall.programmes.settings.lawful_bases import basis_warning
from aftercall.programmes.settings.versions import settings_of
from aftercall.programmes.settings.words import changes_in_words
from aftercall.programmes.settings_forms import ConfirmForm, NewProgrammeForm, settings_form
from aftercall.programmes.skipped_months import skipped_months
from aftercall.questionnaires.queries import choosable


@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """List the programmes, each with its state and what to do next."""
    lines = [
        programme_line(one.programme, one.draft, one.versions, waves=one.waves, today=_today())
        for one in queries.programmes_with_state()
    ]
    return render(request, "programmes/programmes.html", {"lines": lines})


@require_http_methods(["GET", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    """Create a programme."""
    form = NewProgrammeForm(list(Programme.objects.all()), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            created = operations.create_programme(
                name=form.cleaned_data["name"],
                copy_from=form.copy_from,
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except Refused as error:
            form.add_error("name", str(error))
        else:
            return redirect("programmes:settings", created.slug, NEEDED.slug)
    return render(request, "programmes/new_programme.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a programme: the task list of its settings, and what to do next."""
    found = _programme_or_404(slug)
    own = list(queries.versions().filter(programme=found))
    latest = own[-1] if own else None
    settings = queries.settings_to_edit(found)
    months = list(found.waves.values_list("month", flat=True))
    skipped = skipped_months(months)
    context = {
        "programme": found,
        "latest": latest,
        "state": versions_in_words(own, _today()) if own else "",
        "has_draft": queries.has_draft(found),
        "lines": section_lines(settings, settings_of(latest) if latest else None),
        "missing": len(missing(settings)),
        "warning": basis_warning(settings),
        "waves": len(months),
        "skipped": joined([month(one) for one in skipped]),
        "skipped_count": len(skipped),
    }
    return render(request, "programmes/programme.html", context)


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, slug: str, section: str) -> HttpResponse:
    """Show the settings of one section, or change them in the draft."""
    found, chosen = _programme_or_404(slug), _section_or_404(section)
    current = queries.settings_to_edit(found)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = settings_form(chosen, current, choosable(), *posted)
    outdated = False
    if request.method == "POST" and form.is_valid():
        if all(current.get(key) == value for key, value in form.changes.items()):
            messages.info(request, "You have not changed anything.")
            return _after(chosen, slug)
        try:
            operations.change_settings(
                programme=found,
                changes=form.changes,
                opened_with=form.cleaned_data["opened_with"],
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except InvalidSetting as error:
            form.add_setting_error(error)
        except Refused as error:
            outdated = True
            form.add_error(None, str(error))
        else:
            messages.success(request, "Your changes are saved. They take effect when you confirm them.")
            return _after(chosen, slug)
    context = {"programme": found, "section": chosen, "form": form, "current": current, "outdated": outdated}
    if section == "exclusions":
        context["standard_exclusions"] = standard_exclusions()
    return render(request, "programmes/settings.html", context, status=422 if form.errors else 200)


def _after(section: Section, slug: str) -> HttpResponse:
    """The page that follows a section: all settings to confirm if that was all that was missing."""
    return redirect("programmes:confirm" if section is NEEDED else "programmes:programme", slug)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a draft changes, or confirm it as the next version."""
    found = _programme_or_404(slug)
    own = list(queries.versions().filter(programme=found))
    latest = own[-1] if own else None
    after = queries.settings_to_edit(found)
    suggested = queries.date_to_suggest(found, today=_today())
    form = ConfirmForm(after, suggested, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            version = operations.confirm_version(
                programme=found,
                takes_effect_on=form.cleaned_data["takes_effect_on"],
                opened_with=form.cleaned_data["opened_with"],
                actor=signed_in_user(request),
                at=clock.now(),
            )
        except Refused as error:
            form.add_error("takes_effect_on", str(error))
        else:
            messages.success(request, confirmed_words(version, queries.empty_waves(found)))
            return redirect("programmes:programme", slug)
    context = {
        "programme": found,
        "latest": latest,
        "form": form,
        "missing": missing(after),
        "changes": changes_in_words(settings_of(latest) if latest else None, after, dict(choosable())),
        "not_in_effect": changes_not_in_effect(own, _today(), dict(choosable())),
        "mapped": bool(after["mapping"]),
        "warning": basis_warning(after),
        **months_to_confirm(latest, queries.empty_waves(found)),
    }
    return render(request, "programmes/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def discard(request: HttpRequest, slug: str) -> HttpResponse:
    """Discard the changes since the latest version."""
    found = _programme_or_404(slug)
    try:
        operations.discard_draft(programme=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The changes have been discarded.")
    return redirect("programmes:programme", slug)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether to remove a programme without months, or remove it."""
    found = _programme_or_404(slug)
    try:
        require_no_months(found)
        if request.method == "GET":
            context = {"programme": found, "versions": queries.versions().filter(programme=found).count()}
            return render(request, "programmes/remove_programme.html", context)
        operations.remove_programme(programme=found, actor=signed_in_user(request), at=clock.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("programmes:programme", slug)
    messages.success(request, f"{found.name} has been removed.")
    return redirect("programmes:programmes")


@require_GET
def versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all versions of a programme, and what each changed."""
    found = _programme_or_404(slug)
    own = queries.versions().filter(programme=found).select_related("created_by").prefetch_related("waves")
    return render(
        request,
        "programmes/versions.html",
        {"programme": found, "pages": versions_on_page(list(own), dict(choosable()), _today())},
    )


@require_GET
def programme_file(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download the settings of the latest version as a programme file."""
    found = _programme_or_404(slug)
    try:
        text = operations.export_programme(programme=found)
    except Refused:
        raise Http404 from None
    response = HttpResponse(text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.toml"'
    return response


def _today() -> date:
    return timezone.localdate(clock.now())


def _programme_or_404(slug: str) -> Programme:
    return get_object_or_404(Programme, slug=slug)


def _section_or_404(slug: str) -> Section:
    for section in (NEEDED, *SECTIONS):
        if section.slug == slug:
            return section
    raise Http404
