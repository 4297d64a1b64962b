"""What was said in a focus group: passages, themes, codes, quotations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.communities import presenters, queries
from aftercall.communities.forms import CodingForm, QuotationForm, ThemeForm, TranscriptForm
from aftercall.communities.models import Passage, Quotation
from aftercall.communities.operations import coding as operations
from aftercall.communities.sealing import passage_text, quotation_text
from aftercall.communities.views.groups import found_group
from aftercall.communities.views.submitting import FormPage, carried_out, form_page
from aftercall.core import clock
from aftercall.methods.redaction import redacted, suggest
from aftercall.results.instruments import instruments_of_waves, steps_of_waves
from aftercall.synthetic.known_names import known_names


@require_GET
def passages(request: HttpRequest, reference: str) -> HttpResponse:
    """Every passage with how far it has been coded, the codebook, and the quotations."""
    group, user = found_group(reference), signed_in_user(request)
    found = list(queries.passages(group))
    quotations = Quotation.objects.filter(passage__group=group).select_related("passage__group", "theme")
    context = {
        "group": group,
        "rows": [(one, {coding.coder_id for coding in one.codings.all()}) for one in found],
        "user_pk": user.pk,
        "to_code": queries.passages_to_code(group, user).first(),
        "may_change": not group.erased_at and not queries.published_reports().filter(group=group).exists(),
        "themes": group.themes.all(),
        "quotations": [(one, quotation_text(one)) for one in quotations],
        "agreement": presenters.agreement_rows(presenters.agreement_of(group)),
    }
    return render(request, "communities/words.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, reference: str) -> HttpResponse:
    """Add what was said."""
    group, form = found_group(reference), TranscriptForm(request.POST or None)
    back = reverse("communities:words", args=[reference])
    page = FormPage("Add notes or a transcript", "Add", (back, "What was said"), caption=group.title)
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.add_transcript(group=group, **form.cleaned_data, actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="The passages have been added.", to=back)


@require_http_methods(["GET", "POST"])
def add_theme(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a theme to the codebook."""
    group = found_group(reference)
    waves = queries.waves_to_compare(group.programme)
    measures = instruments_of_waves(waves, steps_of_waves(waves)).measures if waves else {}
    labels = {name: measure.label for name, measure in measures.items()}
    form, back = ThemeForm(labels, request.POST or None), reverse("communities:words", args=[reference])
    page = FormPage("Add a theme", "Add", (back, "What was said"), caption=group.title)
    actor, at = signed_in_user(request), clock.now()
    act = lambda: operations.add_theme(group=group, **form.cleaned_data, actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="The theme has been added to the codebook.", to=back)


@require_http_methods(["GET", "POST"])
def passage(request: HttpRequest, pk: int) -> HttpResponse:
    """Code one passage, then the next that the same coder has not coded. What the other coder found is not shown."""
    found, user, at = _passage(pk), signed_in_user(request), clock.now()
    themes = list(found.group.themes.all())
    before = found.codings.filter(coder=user).values_list("themes", flat=True)
    form = CodingForm(themes, list(before), request.POST if request.method == "POST" else None)
    back = reverse("communities:words", args=[found.group.reference])

    def act() -> None:
        chosen = {int(one) for one in form.cleaned_data["themes"]}
        operations.code(passage=found, themes=[one for one in themes if one.pk in chosen], actor=user, at=at)

    page = FormPage(
        f"Passage {found.number} of {found.group.passages.count()}",
        "Save and continue",
        (back, "What was said"),
        introduction=passage_text(found) or "This passage has been erased.",
        caption=found.group.title,
    )
    following = queries.passages_to_code(found.group, user).exclude(pk=found.pk)
    after = following.filter(number__gt=found.number).first() or following.first()
    to = reverse("communities:passage", args=[after.pk]) if after else back
    return form_page(request, form, page, act, done=f"Passage {found.number} has been coded.", to=to)


@require_http_methods(["GET", "POST"])
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose a quotation. The words begin as the passage with what the patterns would remove."""
    found, user, at = _passage(pk), signed_in_user(request), clock.now()
    themes, text = list(found.group.themes.all()), passage_text(found)
    spans = [(one.start, one.end) for one in suggest(text, known_names())]
    begun = {"text": redacted(text, spans, "[removed]")}
    form = (
        QuotationForm(themes, request.POST, initial=begun)
        if request.method == "POST"
        else QuotationForm(themes, initial=begun)
    )
    back = reverse("communities:words", args=[found.group.reference])

    def act() -> None:
        theme = next(one for one in themes if str(one.pk) == form.cleaned_data["theme"])
        operations.propose_quotation(passage=found, theme=theme, text=form.cleaned_data["text"], actor=user, at=at)

    page = FormPage(
        "Propose a quotation",
        "Propose",
        (back, "What was said"),
        introduction="Another person approves it. Remove whatever may identify somebody, even what no pattern finds.",
        caption=found.group.title,
    )
    return form_page(request, form, page, act, done="The quotation is waiting for another person’s approval.", to=back)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a quotation."""
    found, user, at = _quotation(pk), signed_in_user(request), clock.now()
    act = lambda: operations.approve_quotation(quotation=found, actor=user, at=at)  # noqa: E731 - one line
    return carried_out(request, act, done="The quotation has been approved.", to=_words(found))


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Discard a quotation."""
    found, user, at = _quotation(pk), signed_in_user(request), clock.now()
    to = _words(found)
    act = lambda: operations.discard_quotation(quotation=found, actor=user, at=at)  # noqa: E731 - one line
    return carried_out(request, act, done="The quotation has been discarded.", to=to)


def _words(quotation: Quotation) -> str:
    return reverse("communities:words", args=[quotation.passage.group.reference])


def _passage(pk: int) -> Passage:
    return get_object_or_404(Passage.objects.select_related("group"), pk=pk)


def _quotation(pk: int) -> Quotation:
    return get_object_or_404(Quotation.objects.select_related("passage__group"), pk=pk)
