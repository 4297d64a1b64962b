"""The pages of actions for the force's researchers and the local policing body."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftercall.accounts.models import User, signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.references import new_reference
from aftercall.core.words import counted
from aftercall.improvements import operations, policies, presenters, queries
from aftercall.improvements.forms import CommentForm, InPlaceForm, ProposalForm, PublicTextForm
from aftercall.improvements.keys import Prompt, PromptKey, prompt_of
from aftercall.improvements.models import Action
from aftercall.improvements.planning import Plan, later_periods, planned_power
from aftercall.improvements.states import ActionState, Side, Step, side_of
from aftercall.improvements.wording import power_words
from aftercall.publication.forms import ReasonForm
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population

_USUAL_CHANGE = 5


@require_GET
def actions(request: HttpRequest) -> HttpResponse:
    """All actions, and a link to open another one."""
    today = timezone.localdate(clock.now())
    rows = presenters.list_rows(queries.actions(), queries.periods_in_force(), today)
    return render(request, "improvements/actions.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def open_action(request: HttpRequest) -> HttpResponse:
    """Propose an action about the figure in the address; without one, choose among the weakest."""
    user = signed_in_user(request)
    key = PromptKey.from_query(request.GET.dict())
    if not key.measure:
        return _choose(request)
    try:
        prompt = prompt_of(key, unpublished=side_of(user) is Side.FORCE)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("improvements:open_action")
    periods = _periods(prompt)
    form = ProposalForm(_posted(request), periods=periods, initial=_first_plan(prompt) | {"form": new_reference()})
    if done := queries.proposed_by_form(request.POST.get("form", "")):
        messages.info(request, "You have already proposed this action. You can change it here.")
        return redirect("improvements:action", done.reference)
    power = _power(request, form, prompt)

    def propose(texts: operations.Texts, plan: Plan) -> Action:
        return operations.propose(key=key, texts=texts, plan=plan, actor=user, at=clock.now(), form=form.reference)

    saved = _save(request, form, propose, "You have proposed this action.")
    return saved or _proposal_page(request, form, prompt, power)


def _choose(request: HttpRequest) -> HttpResponse:
    publication = queries.latest_results()
    if publication is None:
        return render(request, "improvements/choose.html", {"publication": None})
    series = instruments_of_run(publication.run)
    measures = [name for name, measure in series.measures.items() if not measure.is_share]
    figures = queries.weakest_figures(publication, measures, Population.ALL)
    rows = presenters.weakest_rows(publication, figures, series)
    return render(request, "improvements/choose.html", {"publication": publication, "rows": rows})


def _periods(prompt: Prompt) -> list[tuple[date, date]]:
    """The periods that can be chosen for a look."""
    today = timezone.localdate(clock.now())
    return later_periods(prompt.run.first_month, prompt.run.last_month, today=today)


def _first_plan(prompt: Prompt) -> dict[str, object]:
    """What the form contains at first: a start with the next period that begins after today."""
    ahead = [first for first, _ in _periods(prompt)]
    return {"expected_change": _USUAL_CHANGE} | ({"starts_on": ahead[0], "due_on": ahead[0]} if ahead else {})


def _power(request: HttpRequest, form: ProposalForm, prompt: Prompt) -> str:
    """The power of what the form declares, if it was asked for."""
    if "check" not in request.POST or not form.is_valid():
        return ""
    plan = form.declared()
    try:
        policies.require_fair_plan(prompt, plan, today=timezone.localdate(clock.now()))
    except Refused as error:
        form.add_error(error.field, str(error))
        return ""
    found = planned_power(prompt, plan)
    if found is None:
        return "We cannot say how likely it is that the change will be found."
    return power_words(plan.expected_change, found.power, found.detectable, counted(len(plan.looks), "look"))


def _save(
    request: HttpRequest, form: ProposalForm, operate: Callable[[operations.Texts, Plan], Action], words: str
) -> HttpResponse | None:
    """Carry out what the form says; None if it was not sent for that, or was refused."""
    if request.method != "POST" or "check" in request.POST or not form.is_valid():
        return None
    try:
        done = operate(form.texts(), form.declared())
    except Refused as error:
        form.add_error(error.field, str(error))
        return None
    messages.success(request, f"{words} The other side must agree to it before it starts.")
    return redirect("improvements:action", done.reference)


def _proposal_page(
    request: HttpRequest, form: ProposalForm, prompt: Prompt, power: str, action: Action | None = None
) -> HttpResponse:
    context = {"form": form, "facts": presenters.prompt_rows(prompt), "power": power, "action": action}
    return render(request, "improvements/proposal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a proposal, which the other side must then agree."""
    user, action = signed_in_user(request), _action_or_404(reference)
    if Step.CHANGE not in presenters.steps_of(action) or _is_hidden(action, user):
        return redirect("improvements:action", reference)
    prompt = policies.prompt_of_action(action)
    periods = _periods(prompt)
    form = ProposalForm(_posted(request), periods=periods, initial=_as_declared(action))
    power = _power(request, form, prompt)

    def save(texts: operations.Texts, plan: Plan) -> Action:
        return operations.change(action=action, texts=texts, plan=plan, actor=user, at=clock.now())

    saved = _save(request, form, save, "You have changed this action.")
    return saved or _proposal_page(request, form, prompt, power, action)


def _is_hidden(action: Action, user: User) -> bool:
    """Whether the figure behind the action is not for this user, so that they can only agree or comment."""
    return action.publication is None and side_of(user) is not Side.FORCE


def _as_declared(action: Action) -> dict[str, object]:
    names = ("title", "plan", "owner", "starts_on", "due_on", "expected_change")
    looks = [look.last_month.isoformat() for look in action.looks.all()]
    return {name: getattr(action, name) for name in names} | {"looks": looks}


@require_GET
def action(request: HttpRequest, reference: str) -> HttpResponse:
    """One action: what was declared, what the results say, who did what, and what can be done now."""
    return _action_page(request, _action_or_404(reference))


def _action_page(request: HttpRequest, found: Action, **forms: object) -> HttpResponse:
    user, in_force = signed_in_user(request), queries.periods_in_force()
    context = {
        "action": found,
        "colour": presenters.STATE_COLOURS[ActionState(found.state)],
        "overdue": found.is_overdue(timezone.localdate(clock.now())),
        "next": presenters.what_comes_next(found, user),
        "facts": presenters.action_rows(found, user),
        "looks": [presenters.shown_look(look, in_force) for look in found.looks.all()] if found.is_decided else [],
        "history": presenters.shown_history(found),
        "trail": presenters.trail_rows(found),
        "steps": presenters.steps_of(found),
        "can_agree": found.state == ActionState.PROPOSED and policies.is_for(found, user),
        "can_change": not _is_hidden(found, user),
        "seen": policies.seen(found),
        "released_by_own": _released_by(found, side_of(user)),
        "comment_form": CommentForm(),
        "in_place_form": InPlaceForm(),
        **forms,
    }
    failed = any(getattr(form, "errors", None) for form in forms.values())
    return render(request, "improvements/action.html", context, status=422 if failed else 200)


def _released_by(found: Action, side: Side) -> bool:
    return (found.released_by_force_id if side is Side.FORCE else found.released_by_body_id) is not None


@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree to a proposal of the other side."""
    found, seen = _action_or_404(reference), request.POST.get("seen", "")
    return _carry_out(
        request,
        found,
        lambda user: operations.agree(action=found, seen=seen, actor=user, at=clock.now()),
        "Both sides have agreed to this action.",
    )


@require_POST
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Comment on an action."""
    found, form = _action_or_404(reference), CommentForm(request.POST)
    if not form.is_valid():
        return _action_page(request, found, comment_form=form)
    text = form.cleaned_data["text"]
    return _carry_out(
        request,
        found,
        lambda user: operations.comment(action=found, text=text, actor=user, at=clock.now()),
        "Both sides can read your comment.",
    )


@require_POST
def in_place(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the day on which an action was put in place."""
    found, form = _action_or_404(reference), InPlaceForm(request.POST)
    if form.is_valid():
        try:
            operations.put_in_place(
                action=found, on=form.cleaned_data["day"], actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "The action is in place.")
            return redirect("improvements:action", reference)
    return _action_page(request, found, in_place_form=form)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw an action, with a reason."""
    found = _action_or_404(reference)
    if Step.WITHDRAW not in presenters.steps_of(found):
        return redirect("improvements:action", reference)
    form = ReasonForm(_posted(request), label="Why you withdraw it", help_text="Both sides read it")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        return _carry_out(
            request,
            found,
            lambda user: operations.withdraw(action=found, reason=reason, actor=user, at=clock.now()),
            "The action has been withdrawn.",
        )
    context = {"action": found, "form": form}
    return render(request, "improvements/withdraw.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def public_text(request: HttpRequest, reference: str) -> HttpResponse:
    """Write what the public reads."""
    found = _action_or_404(reference)
    if Step.WRITE not in presenters.steps_of(found):
        return redirect("improvements:action", reference)
    form = PublicTextForm(_posted(request), initial={"you_said": found.you_said, "we_did": found.we_did})
    if request.method == "POST" and form.is_valid():
        texts = form.cleaned_data
        return _carry_out(
            request,
            found,
            lambda user: operations.write_public_text(action=found, **texts, actor=user, at=clock.now()),
            "The text is saved. It is public once one person of each side has released it.",
        )
    context = {"action": found, "form": form}
    return render(request, "improvements/public_text.html", context, status=422 if form.errors else 200)


@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Release the public text for the user's side."""
    found, seen = _action_or_404(reference), request.POST.get("seen", "")
    return _carry_out(
        request,
        found,
        lambda user: operations.release(action=found, seen=seen, actor=user, at=clock.now()),
        "Your side has released the text.",
    )


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the public text back."""
    found = _action_or_404(reference)
    return _carry_out(
        request,
        found,
        lambda user: operations.take_back(action=found, actor=user, at=clock.now()),
        "The text is not public any more.",
    )


def _carry_out(request: HttpRequest, found: Action, operate: Callable[[User], object], words: str) -> HttpResponse:
    """Carry out an operation, say that it is done or why it was refused, and show the action."""
    try:
        operate(signed_in_user(request))
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("improvements:action", found.reference)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _action_or_404(reference: str) -> Action:
    return get_object_or_404(queries.actions(), reference=reference)
