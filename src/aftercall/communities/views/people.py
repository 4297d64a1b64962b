"""The people of a focus group: recruiting, inviting, attendance."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import signed_in_user
from aftercall.communities import queries
from aftercall.communities.forms import AttendanceForm, LetterForm, NeedsForm, RecruitForm
from aftercall.communities.letters import Addressed
from aftercall.communities.models import Candidate
from aftercall.communities.operations import attending, groups, inviting
from aftercall.communities.sealing import open_answers
from aftercall.communities.states import ON_PANEL, CandidateState, GroupState
from aftercall.communities.views.groups import found_group
from aftercall.communities.views.submitting import FormPage, carried_out, form_page
from aftercall.consents.models import Consent
from aftercall.consents.presenters import waiting_rows
from aftercall.consents.queries import restricted_keys
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.pdf import pdf

PEOPLE_PER_PAGE = 50


@require_GET
def to_recruit(request: HttpRequest, reference: str) -> HttpResponse:
    """Who agreed to be asked, without their details."""
    group = found_group(reference)
    page = Paginator(queries.to_recruit(group), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    if not page.object_list or group.state != GroupState.RECRUITING:
        messages.info(request, "There is nobody left to ask for this group.")
        return redirect("communities:group", reference)
    context = {"group": group, "rows": waiting_rows(page), "page": page}
    return render(request, "communities/to_recruit.html", context)


@require_POST
def not_willing(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """Record that somebody who was asked would not come to this group."""
    group, found = found_group(reference), _recruitable(consent)
    actor, at, to = signed_in_user(request), clock.now(), reverse("communities:to_recruit", args=[reference])
    act = lambda: groups.keep_refusal(group=group, consent=found, actor=actor, at=at)  # noqa: E731 - one line
    return carried_out(request, act, done="They will not be asked for this group again.", to=to)


@require_http_methods(["GET", "POST"])
def recruit(request: HttpRequest, reference: str, consent: str) -> HttpResponse:
    """Recruit somebody who would come, with their answers."""
    group = found_group(reference)
    found = _recruitable(consent)
    form, back = RecruitForm(group.quotas, request.POST or None), reverse("communities:to_recruit", args=[reference])
    page = FormPage(
        f"Record {consent} would come",
        "Add to the pool",
        (back, "People who agreed to be asked"),
        introduction="Tell them that people are drawn by lot, and that they hear from us again only if they are drawn. "
        "Their name and number are on the page of their consent. What you enter here is encrypted.",
        caption=group.title,
    )
    actor, at = signed_in_user(request), clock.now()

    def act() -> None:
        needs = form.cleaned_data["needs"]
        groups.recruit(group=group, consent=found, values=form.values, needs=needs, actor=actor, at=at)

    return form_page(request, form, page, act, done="The person has been added to the pool.", to=back)


@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody on the panel: what they need, and whether they accept. Their details are on the page of the consent."""
    return _person_page(request, _candidate(pk), LetterForm())


def _person_page(request: HttpRequest, found: Candidate, form: LetterForm) -> HttpResponse:
    is_restricted = restricted_keys().filter(consent=found.consent).exists()
    context = {
        "person": found,
        "form": form,
        "answers": None if is_restricted else open_answers(found),
        "may_answer": found.state in ON_PANEL and not is_restricted,
        "is_restricted": is_restricted,
    }
    return render(request, "communities/person.html", context, status=422 if form.errors else 200)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record whether somebody accepts the invitation."""
    found, actor, at = _candidate(pk), signed_in_user(request), clock.now()
    accepts = request.POST.get("accepts") == "yes"
    act = lambda: attending.answer_invitation(candidate=found, accepts=accepts, actor=actor, at=at)  # noqa: E731
    done = "They take part." if accepts else "They declined. Draw a replacement when all have answered."
    return carried_out(request, act, done=done, to=reverse("communities:group", args=[found.group.reference]))


@require_http_methods(["GET", "POST"])
def needs(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody needs, as they said later."""
    found, actor, at = _candidate(pk), signed_in_user(request), clock.now()
    answers = open_answers(found)
    form = NeedsForm(request.POST or None, initial={"needs": answers.needs if answers else ""})
    here, record = reverse("communities:person", args=[pk]), f"Record {found.consent.reference}"
    page = FormPage("What they need", "Save", (here, record), caption=record)
    act = lambda: attending.change_needs(candidate=found, **form.cleaned_data, actor=actor, at=at)  # noqa: E731
    return form_page(request, form, page, act, done="What they need has been saved.", to=here)


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that what somebody needs has been arranged."""
    found, actor, at = _candidate(pk), signed_in_user(request), clock.now()
    act = lambda: attending.arrange_needs(candidate=found, actor=actor, at=at)  # noqa: E731 - one line
    to = reverse("communities:group", args=[found.group.reference])
    return carried_out(request, act, done="What this person needs has been arranged.", to=to)


@require_POST
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of invitation as a PDF to save. That it was written is recorded."""
    found, actor, at, form = _candidate(pk), signed_in_user(request), clock.now(), LetterForm(request.POST)
    if not form.is_valid():
        return _person_page(request, found, form)
    chosen = form.cleaned_data
    sent = Addressed(chosen["address"], chosen["language"], chosen["is_large"])
    try:
        data = inviting.write_invitation(candidate=found, sent=sent, actor=actor, at=at)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("communities:person", pk)
    name = f"invitation-{found.consent.reference}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf("core/letter.typ", data), "application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, reference: str) -> HttpResponse:
    """Record who came."""
    group = found_group(reference)
    if group.state != GroupState.DRAWN:
        raise Http404
    accepted = [one for one in queries.candidates(group) if one.state == CandidateState.ACCEPTED]
    if not accepted:
        messages.error(request, "Nobody has accepted. Say who accepts, or cancel the group")
        return redirect("communities:group", reference)
    form, back = AttendanceForm(accepted, request.POST or None), reverse("communities:group", args=[reference])
    page = FormPage(
        "Who came",
        "Save",
        (back, group.title),
        introduction="This ends the consents of everybody who accepted: they were asked once, as they agreed. Their "
        "names and numbers are erased.",
        caption=group.title,
    )
    actor, at = signed_in_user(request), clock.now()

    def act() -> None:
        attended, thanked = ({int(pk) for pk in form.cleaned_data[name]} for name in ("attended", "thanked"))
        attending.hold(group=group, attended=attended, thanked=thanked, actor=actor, at=at)

    return form_page(request, form, page, act, done="The group has been held. Add what was said.", to=back)


def _recruitable(reference: str) -> Consent:
    return get_object_or_404(Consent, reference=reference, name=queries.CONSENT, ended_on=None)


def _candidate(pk: int) -> Candidate:
    return get_object_or_404(Candidate.objects.select_related("group", "consent"), pk=pk)
