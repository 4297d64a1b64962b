"""Pages for the conditions under which somebody must not be called."""

from collections.abc import Collection
from itertools import chain

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.errors import BadInput
from aftercall.frames.profiling import entries as editing
from aftercall.frames.profiling.entries import condition_columns
from aftercall.frames.profiling.suggestions import suggest_flags, unused_yes_no
from aftercall.frames.reading.conditions import LONGEST_CONDITION, folded_name
from aftercall.mappings import operations, queries, uploads
from aftercall.mappings.condition_words import condition_words
from aftercall.mappings.forms.flags import ChooseColumnForm, ColumnConditionForm, ConditionForm, FlagsForm
from aftercall.mappings.labels import flag_labels
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.presenters import flag_rows
from aftercall.mappings.steps import Step
from aftercall.mappings.views.showing import go_on, on_draft


@require_http_methods(["GET", "POST"])
@on_draft(Step.FLAGS)
def flags(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """Every reason not to call with its condition; saving adds the columns that are chosen and goes on."""
    assert draft.profile  # noqa: S101 - the decorator has checked it
    used = {editing.column_of(draft.entries, field) for field in draft.entries.get("columns", {})}
    used |= condition_columns(draft.entries)
    suggestions = suggest_flags(draft.profile, used)
    questions = unused_yes_no(draft.profile, used.union(*suggestions.values()))
    data, answered = request.POST if request.method == "POST" else None, Step.FLAGS in draft.confirmed
    form = FlagsForm(draft.profile, suggestions, questions, data, answered=answered)
    if request.method == "POST" and form.is_valid():
        try:
            return go_on(_change(request, draft, lambda entries, _: form.add_to(entries), confirm=True))
        except ValueError as error:
            form.add_error("suggested", f"A condition {error}")
    context = {
        "programme": draft.programme,
        "form": form,
        "rows": flag_rows(draft, suggestions, queries.categories_shown(draft)),
        "unused": _unused_besides(draft, {*chain(*suggestions.values()), *(column.name for column in questions)}),
    }
    return render(request, "mappings/flags.html", context, status=422 if form.errors else 200)


def _unused_besides(draft: MappingDraft, asked: Collection[str]) -> list[str]:
    unused = editing.unused_columns(draft.entries, draft.profile) if draft.profile else []
    return [name for name in unused if folded_name(name) not in asked]


@require_http_methods(["GET", "POST"])
@on_draft(Step.FLAGS)
def flag(request: HttpRequest, draft: MappingDraft, flag: str) -> HttpResponse:
    """One reason not to call: its condition to edit or remove, and a choice of column to add."""
    assert draft.profile  # noqa: S101 - the decorator has checked it
    _label(flag)
    form = ConditionForm(
        request.POST if request.method == "POST" else None, initial={"condition": _current(draft, flag)}
    )
    if request.method == "POST" and form.is_valid():
        condition = form.cleaned_data["condition"].strip()
        try:
            _check_columns(draft, condition)
            _change(request, draft, lambda entries, _: editing.with_flag(entries, flag, condition))
        except (BadInput, ValueError) as error:
            form.add_error("condition", f"The condition {str(error).removeprefix('The condition ')}")
        else:
            messages.success(request, "The condition has been saved." if condition else "The condition is removed.")
            return redirect("mappings:flags", draft.programme.slug)
    return _show_flag(request, draft, flag, form, ChooseColumnForm(draft.profile, draft.entries))


def _show_flag(
    request: HttpRequest, draft: MappingDraft, flag: str, form: ConditionForm, column_form: ChooseColumnForm
) -> HttpResponse:
    current = _current(draft, flag)
    context = {
        "programme": draft.programme,
        "flag": flag,
        "label": _label(flag),
        "current": current,
        "words": condition_words(current),
        "form": form,
        "column_form": column_form,
    }
    return render(request, "mappings/flag.html", context, status=422 if form.errors or column_form.errors else 200)


def _current(draft: MappingDraft, flag: str) -> str:
    return str(draft.entries.get("flags", {}).get(flag, ""))


@require_http_methods(["GET", "POST"])
@on_draft(Step.FLAGS)
def add_column(request: HttpRequest, draft: MappingDraft, flag: str) -> HttpResponse:
    """What the column that was chosen must say for the reason to apply."""
    assert draft.profile  # noqa: S101 - the decorator has checked it
    label, column_form = _label(flag), ChooseColumnForm(draft.profile, draft.entries, request.GET)
    column = draft.profile.column(column_form.cleaned_data["column"]) if column_form.is_valid() else None
    if column is None:
        unbound = ConditionForm(initial={"condition": _current(draft, flag)})
        return _show_flag(request, draft, flag, unbound, column_form)
    codes = queries.flag_values_of(draft, column.name)
    if codes.shown and request.method == "GET":
        operations.record_values_shown(
            draft=draft, flag=flag, values=len(codes.shown), actor=signed_in_user(request), at=clock.now()
        )
    form = ColumnConditionForm(column.written, codes, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        condition = editing.either(_current(draft, flag), form.condition())
        try:
            _change(request, draft, lambda entries, _: editing.with_flag(entries, flag, condition))
        except ValueError as error:
            odd_name = "This column’s name has a sign that a condition can’t contain. Rename it in the export"
            form.add_error(None, f"The condition {error}" if len(condition) > LONGEST_CONDITION else odd_name)
        else:
            messages.success(request, "The condition has been saved.")
            return redirect("mappings:flags", draft.programme.slug)
    context = {
        "programme": draft.programme,
        "flag": flag,
        "label": label,
        "column": column,
        "codes": codes,
        "form": form,
        "stored": uploads.is_stored(draft.upload),
    }
    return render(request, "mappings/flag_column.html", context, status=422 if form.errors else 200)


def _label(flag: str) -> str:
    if flag not in flag_labels():
        raise Http404
    return flag_labels()[flag]


def _check_columns(draft: MappingDraft, condition: str) -> None:
    """Raise ValueError if the condition is about a column that the example extract does not have."""
    columns = condition_columns({"flags": {"flag": condition}}) if condition else set()
    missing = sorted(name for name in columns if draft.profile and not draft.profile.column(name))
    if missing:
        raise ValueError(f"is about the column {missing[0]}, which the example extract does not have")


def _change(
    request: HttpRequest, draft: MappingDraft, change: operations.Change, *, confirm: bool = False
) -> MappingDraft:
    return operations.change_entries(
        draft=draft, step=Step.FLAGS, change=change, actor=signed_in_user(request), at=clock.now(), confirm=confirm
    )
