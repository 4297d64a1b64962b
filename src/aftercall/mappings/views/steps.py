"""The steps that each are one form: layout, columns, values, dates and defaults."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.errors import BadInput
from aftercall.frames.profiling import entries as editing
from aftercall.frames.profiling.entries import Entries
from aftercall.frames.profiling.profile import ExtractProfile
from aftercall.mappings import operations, queries, uploads
from aftercall.mappings.forms.columns import ColumnsForm
from aftercall.mappings.forms.dates import DatesForm
from aftercall.mappings.forms.defaults import DefaultsForm
from aftercall.mappings.forms.starting import LayoutForm
from aftercall.mappings.forms.values import VALUE_FIELDS, ValuesForm
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.presenters import column_rows, field_rows
from aftercall.mappings.programme_setting import programme_categories
from aftercall.mappings.steps import Step
from aftercall.mappings.views.showing import go_on, on_draft
from aftercall.programmes.load_process import named_by_people


@require_http_methods(["GET", "POST"])
@on_draft(Step.LAYOUT)
def layout(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """How the example extract is read, and the columns that this gives."""
    form = LayoutForm(draft.entries.get("file", {}), draft.sheets, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = operations.change_layout(
                draft=draft, file=form.cleaned_data, actor=signed_in_user(request), at=clock.now()
            )
        except BadInput as error:
            form.add_error(None, named_by_people(str(error), uploads.name_of(draft.upload)))
        else:
            return go_on(changed)
    return _show(request, draft, "layout", form, profile=draft.profile, columns=column_rows(draft))


@require_http_methods(["GET", "POST"])
@on_draft(Step.COLUMNS)
def columns(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """Which column is which of our fields."""
    assert draft.profile  # noqa: S101 - the decorator has checked it
    form = ColumnsForm(draft.profile, draft.entries, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.columns()
        return _save(request, draft, Step.COLUMNS, lambda entries: editing.with_columns(entries, chosen))
    return _show(request, draft, "columns", form, fields=field_rows(form, draft), columns=column_rows(draft))


@require_http_methods(["GET", "POST"])
@on_draft(Step.VALUES)
def values(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """What the values of codes mean."""
    matched = [field for field in VALUE_FIELDS if field in draft.entries.get("columns", {})]
    codes = queries.codes_of(draft, [editing.column_of(draft.entries, field) for field in matched])
    stored = uploads.is_stored(draft.upload)
    form = ValuesForm(
        draft.entries,
        codes,
        request.POST if request.method == "POST" else None,
        stored=stored,
        categories=programme_categories(draft.programme),
        answered=Step.VALUES in draft.confirmed,
    )
    if request.method == "POST" and form.is_valid():
        return _save(request, draft, Step.VALUES, partial(_with_all, editing.with_values, form.values()))
    return _show(request, draft, "values", form, sections=form.sections(), stored=stored)


@require_http_methods(["GET", "POST"])
@on_draft(Step.DATES)
def dates(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """The formats of the dates."""
    form = DatesForm(draft.profile, draft.entries, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _save(request, draft, Step.DATES, partial(_with_all, editing.with_dates, form.formats()))
    return _show(request, draft, "dates", form, sections=form.sections())


@require_http_methods(["GET", "POST"])
@on_draft(Step.DEFAULTS)
def defaults(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """What to use where the extract says nothing."""
    form = DefaultsForm(draft.entries, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _save(
            request, draft, Step.DEFAULTS, lambda entries: editing.with_defaults(entries, form.defaults(entries))
        )
    return _show(request, draft, "defaults", form)


def _with_all(change: Any, by_field: Mapping[str, Any], entries: Entries) -> Entries:
    """Apply a change field by field."""
    for field, content in by_field.items():
        entries = change(entries, field, content)
    return entries


def _save(request: HttpRequest, draft: MappingDraft, step: Step, change: Any) -> HttpResponse:
    def of_entries(entries: Entries, _: ExtractProfile | None) -> Entries:
        changed: Entries = change(entries)
        return changed

    changed = operations.change_entries(
        draft=draft, step=step, change=of_entries, actor=signed_in_user(request), at=clock.now()
    )
    return go_on(changed)


def _show(request: HttpRequest, draft: MappingDraft, step: str, form: forms.Form, **context: object) -> HttpResponse:
    context = {"programme": draft.programme, "draft": draft, "form": form, **context}
    return render(request, f"mappings/{step}.html", context, status=422 if form.errors else 200)
