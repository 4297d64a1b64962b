"""Pages that begin, show, download and discard a mapping."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.core import clock
from aftercall.core.words import counted, number
from aftercall.errors import BadInput
from aftercall.frames.profiling.entries import Entries, mapping_toml, mentioned_columns
from aftercall.frames.profiling.profile import ExtractProfile
from aftercall.frames.reading.mapping import shipped_mappings
from aftercall.mappings import operations, queries
from aftercall.mappings.forms.starting import ExampleForm, MappingFileForm, ReplaceForm, ShippedMappingForm
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.presenters import overview_page, programme_rows
from aftercall.mappings.programme_setting import current_mapping
from aftercall.mappings.views.showing import go_on, on_draft, programme_or_404
from aftercall.programmes.load_process import named_by_people
from aftercall.programmes.models import Programme


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All programmes, each with the state of its mapping."""
    return render(request, "mappings/index.html", {"rows": programme_rows()})


@require_GET
def overview(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps of the draft, or the ways to begin one."""
    programme = programme_or_404(slug)
    return _show(request, programme, ExampleForm())


def _show(
    request: HttpRequest,
    programme: Programme,
    form: ExampleForm | MappingFileForm | ShippedMappingForm,
) -> HttpResponse:
    draft = queries.draft_of(programme)
    forms = {
        "example_form": ExampleForm(),
        "file_form": MappingFileForm(),
        "shipped_form": ShippedMappingForm(),
        _FORM_NAMES[type(form)]: form,
    }
    context = {"programme": programme, "page": overview_page(programme, draft), "form": form, **forms}
    return render(request, "mappings/overview.html", context, status=422 if form.errors else 200)


_FORM_NAMES: dict[type, str] = {
    ExampleForm: "example_form",
    MappingFileForm: "file_form",
    ShippedMappingForm: "shipped_form",
}


@require_POST
def upload(request: HttpRequest, slug: str) -> HttpResponse:
    """Receive an example extract, and lead to the next step."""
    programme = programme_or_404(slug)
    form = ExampleForm(request.POST, request.FILES)
    if form.is_valid():
        extract = form.cleaned_data["extract"]
        try:
            draft = operations.upload_extract(
                programme=programme, extract=extract, actor=signed_in_user(request), at=clock.now()
            )
        except BadInput as error:
            # Its own name is shown to the person who has just chosen it, and stored nowhere.
            form.add_error("extract", named_by_people(str(error), extract.name))
        else:
            return go_on(draft)
    return _show(request, programme, form)


@require_POST
def use_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin from an uploaded mapping file."""
    programme = programme_or_404(slug)
    form = MappingFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _begin_from(request, programme, form.cleaned_data["mapping"])
        except BadInput as error:
            form.add_error("mapping", str(error))
    return _show(request, programme, form)


@require_POST
def use_shipped(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin from a mapping that comes with the product."""
    programme = programme_or_404(slug)
    form = ShippedMappingForm(request.POST)
    if form.is_valid():
        text = shipped_mappings()[form.cleaned_data["name"]].read_text(encoding="utf-8")
        return _begin_from(request, programme, text)
    return _show(request, programme, form)


@require_POST
def use_current(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin from the programme's own mapping."""
    programme = programme_or_404(slug)
    return _begin_from(request, programme, current_mapping(programme))


@require_POST
def replace(request: HttpRequest, slug: str) -> HttpResponse:
    """Replace the answers in the draft by a mapping, as was confirmed."""
    programme = programme_or_404(slug)
    form = ReplaceForm(request.POST)
    try:
        if form.is_valid():
            _use(request, programme, form.cleaned_data["mapping"])
    except BadInput as error:
        messages.error(request, str(error))
    return redirect("mappings:overview", slug)


def _begin_from(request: HttpRequest, programme: Programme, text: str) -> HttpResponse:
    """Begin from a mapping at once, or ask first if there are answers that it would replace."""
    draft = queries.draft_of(programme)
    if draft is None or not draft.has_answers:
        _use(request, programme, text)
        return redirect("mappings:overview", programme.slug)
    context = {
        "programme": programme,
        "form": ReplaceForm(initial={"mapping": text}),
        "found": _columns_found(operations.read_mapping(text), draft.profile),
    }
    return render(request, "mappings/replace.html", context)


def _use(request: HttpRequest, programme: Programme, text: str) -> None:
    draft = operations.use_mapping(programme=programme, text=text, actor=signed_in_user(request), at=clock.now())
    words = "The mapping has been read."
    if found := _columns_found(operations.read_mapping(text), draft.profile):
        words = f"{words} {found}"
    messages.success(request, words)


def _columns_found(entries: Entries, profile: ExtractProfile | None) -> str:
    """How many of a mapping's columns the example extract has, as a sentence; empty without an extract or columns."""
    columns = mentioned_columns(entries)
    if profile is None or not columns:
        return ""
    found = sum(profile.column(name) is not None for name in columns)
    if not found:
        return "None of its columns is in your extract."
    return f"Your extract has {number(found)} of its {counted(len(columns), 'column')}."


@require_GET
def download(request: HttpRequest, slug: str) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Download the mapping file of the draft, or else the programme's."""
    programme = programme_or_404(slug)
    draft = queries.draft_of(programme)
    text = mapping_toml(draft.entries) if draft else current_mapping(programme)
    if not text:
        raise Http404
    response = HttpResponse(text, content_type="application/toml")
    response["Content-Disposition"] = f'attachment; filename="{programme.slug}-mapping.toml"'
    return response


@require_http_methods(["GET", "POST"])
@on_draft()
def discard(request: HttpRequest, draft: MappingDraft) -> HttpResponse:
    """Ask whether to discard the draft, and do it."""
    if request.method == "GET":
        return render(request, "mappings/discard.html", {"programme": draft.programme})
    operations.discard_draft(draft=draft, actor=signed_in_user(request), at=clock.now())
    messages.success(request, "The draft and the example extract have been removed.")
    return redirect("mappings:overview", draft.programme.slug)
