"""Answering on the web, without an account and without JavaScript.

All screens of one person have one address, their private link: what is shown depends on what is stored. So the
browser's history has a single entry, which the button to leave the site replaces.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from aftercall.consultations import presenters, spoken
from aftercall.consultations.answering.about import about_field, read_about
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.answering.screens import (
    CHECK,
    LINK,
    Screen,
    after,
    before,
    find,
    first_missing,
    order,
    screens,
)
from aftercall.consultations.forms import BeginForm
from aftercall.consultations.models import Consultation, Layout, Response, ResponseState, WhoCanAnswer
from aftercall.consultations.operations import answering
from aftercall.consultations.operations.answering import ABOUT_DELETED
from aftercall.consultations.views.public import public_or_404
from aftercall.core import clock
from aftercall.core.addresses import site_of
from aftercall.core.errors import Refused
from aftercall.core.request_limit import limited_until
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.asking import fields
from aftercall.questionnaires.queries import read_instrument

# Enough for a library or a meeting that share one address.
STARTS_PER_HOUR = 60
LATER = "_later"
# Pages without questions, by how a draft names them.
_PAGES = {LATER: "later", "_delete": "delete", "_delete_about": "delete_about", ABOUT_DELETED: "about_deleted"}


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Before the first question: how answering works, and the language. Starting makes a private link."""
    consultation, now = public_or_404(slug), clock.now()
    if not consultation.accepts_answers(timezone.localdate(now)) or consultation.entry == WhoCanAnswer.INVITED:
        return redirect("consultations:consultation", slug)
    instrument = read_instrument(consultation.instrument)
    form = BeginForm(request.POST if request.method == "POST" else None, languages=instrument.languages)
    if request.method == "POST" and form.is_valid():
        if limited_until(request, now, kind=f"consultation-{consultation.pk}", most=STARTS_PER_HOUR):
            return render(request, "consultations/limited.html", {"consultation": consultation}, status=429)
        draft = Draft(at=LINK, language=form.cleaned_data["language"])
        token = answering.start(consultation=consultation, draft=draft, at=now)
        return redirect(spoken.private_path(token, draft.language))
    context = {"consultation": consultation, "form": form, "minutes": instrument.minutes}
    return render(request, "consultations/begin.html", context, status=422 if form.errors else 200)


@sensitive_variables("token")
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The screen at which somebody is, and what they entered on it."""
    response, now = answering.find(token), clock.now()
    if response is None:
        return render(request, "consultations/answering/unknown.html", status=HTTPStatus.NOT_FOUND)
    consultation = response.consultation
    is_open = consultation.accepts_answers(timezone.localdate(now))
    if response.state == ResponseState.DELETED or not is_open:
        return _over(request, response)
    try:
        somebody = _Answering(request, response, token, now)
    except Refused:  # deleted, which a database restored from a backup does not say
        response.state = ResponseState.DELETED
        return _over(request, response)
    return somebody.respond()


def _over(request: HttpRequest, response: Response) -> HttpResponse:
    context = {"response": response, "consultation": response.consultation}
    return render(request, "consultations/answering/over.html", context)


class _Answering:
    """One request of somebody who answers."""

    def __init__(self, request: HttpRequest, response: Response, token: str, now: datetime) -> None:
        self.request, self.response, self.token, self.now = request, response, token, now
        self.consultation: Consultation = response.consultation
        self.draft = answering.current_draft(response, token)
        self.instrument: Instrument = spoken.of_person(self.consultation.instrument, self.draft.language)
        self.by_section = self.consultation.layout == Layout.SECTION
        self.areas = self.consultation.listed_areas

    def respond(self) -> HttpResponse:
        """Do what a button asked for, or show where they are."""
        if self.request.method != "POST":
            return self._show()
        act = self._actions.get(self.request.POST.get("action", ""), self._save)
        try:
            return act()
        except Refused:  # closed or deleted meanwhile, which the page says
            return redirect(self._address)

    @property
    def _actions(self) -> Mapping[str, Callable[[], HttpResponse]]:
        return {
            "download": self._link_file,
            "submit": self._submit,
            "delete": self._delete,
            "delete_about": self._delete_about,
            "go": lambda: self._move(self.request.POST.get("to", "")),
            "resume": self._resume,
            "back": lambda: self._move(before(self._screens, self.draft.at)),
        }

    @property
    def _address(self) -> str:
        return reverse("consultations:answer", args=[self.token])

    @property
    def _folded(self) -> Folded:
        return self.draft.folded(self.instrument, timezone.localdate(self.now).isoformat())

    @property
    def _screens(self) -> tuple[Screen, ...]:
        return screens(self.instrument, self._folded, self.areas, by_section=self.by_section)

    def _move(self, to: str) -> HttpResponse:
        """Go to a screen without saving what is on this one."""
        return self._store(self.draft.moved(to))

    def _store(self, draft: Draft) -> HttpResponse:
        """Store the draft, and only then show its screen."""
        answering.save(response=self.response, token=self.token, draft=draft, at=self.now)
        return redirect(self._address)

    def _resume(self) -> HttpResponse:
        """Go on where they wanted to come back to, or at the first question without an answer."""
        if self.draft.left:
            return self._move(self.draft.left)
        folded = self._folded
        left = (
            screen.key
            for screen in self._screens
            if any(one.is_answered and one.name not in folded.counted for one in screen.questions)
            or any(one.code not in self.draft.about for one in screen.about)
        )
        return self._move(next(left, CHECK))

    def _save(self) -> HttpResponse:
        """Store what was entered on the screen that was shown, and go on. With an error, nothing is stored."""
        key = self.request.POST.get("screen", "")
        screen = find(self._screens, key)
        if screen.key != key:
            return redirect(self._address)
        if screen.about:
            about = read_about(screen.about, self.request.POST)
            return self._go_on(replace(self.draft, about={**self.draft.about, **about}), key)
        entries = fields.read(self.instrument, screen.questions, self._folded, self.request.POST, self.response.pk)
        if not entries.is_accepted:
            return self._show_screen(screen, entries.fields)
        return self._go_on(self.draft.answered(entries.folded), key)

    def _go_on(self, draft: Draft, key: str) -> HttpResponse:
        """To the next screen; or to the same, if an answer on it leads to a question that was not shown."""
        self.draft = draft
        shown, found = self.request.POST.getlist("shown"), find(self._screens, key)
        if found.key == key and any(one.name not in shown for one in found.questions):
            return self._store(draft.moved(key))
        places = order(self.instrument, self.areas, by_section=self.by_section)
        to = CHECK if draft.checking else after(self._screens, key, places)
        draft = replace(draft, checking=draft.checking or to == CHECK, left="")
        if self.request.POST.get("action") != "later":
            return self._store(draft.moved(to))
        is_answered = all(draft.counted.get(one.name) for one in found.questions if one.is_answered)
        return self._store(replace(draft.moved(LATER), left=to if is_answered else key))

    def _submit(self) -> HttpResponse:
        if missing := first_missing(self._screens, self._folded):
            return self._move(missing)
        answering.submit(response=self.response, draft=self.draft, at=self.now)
        return redirect(self._address)

    def _delete(self) -> HttpResponse:
        answering.delete(response=self.response, at=self.now)
        return redirect(self._address)

    def _delete_about(self) -> HttpResponse:
        answering.delete_about(response=self.response, token=self.token, at=self.now)
        return redirect(self._address)

    def _show(self) -> HttpResponse:
        at = self.draft.at
        if at in _PAGES:
            return self._render(_PAGES[at])
        if self.response.state == ResponseState.SUBMITTED and not self.response.sealed_draft:
            return self._render("done")
        screen = find(self._screens, at)
        if screen.key == LINK:
            return self._render("link", screen=screen)
        return self._check() if screen.key == CHECK else self._show_screen(screen)

    def _check(self) -> HttpResponse:
        answers, about = presenters.check_rows(self._screens, self._folded, self.draft, self.areas)
        return self._render("check", answers=answers, about=about)

    def _show_screen(self, screen: Screen, entered: Sequence[fields.Field] = ()) -> HttpResponse:
        """A screen with questions. entered: what could not be accepted as it was entered."""
        status = HTTPStatus.UNPROCESSABLE_ENTITY if entered else HTTPStatus.OK
        return self._render(
            "screen",
            status,
            screen=screen,
            place=presenters.place(self._screens, screen.key),
            fields=entered or self._fields(screen),
            title=self._title(screen),
            has_problem=any(one.problem for one in entered),
        )

    def _fields(self, screen: Screen) -> Sequence[fields.Field]:
        if screen.about:
            return [about_field(one, self.draft.about) for one in screen.about]
        folded = self._folded
        return [fields.shown(self.instrument, one, folded, self.response.pk) for one in screen.questions]

    def _title(self, screen: Screen) -> str:
        if screen.about:
            return gettext("About you")
        group = self.instrument.groups.get(screen.questions[0].group)
        return group.label if group else self.instrument.title

    def _render(self, template: str, status: int = HTTPStatus.OK, **more: object) -> HttpResponse:
        context = {
            "consultation": self.consultation,
            "response": self.response,
            "private_link": f"{site_of(self.request)}{self._address}",
            "spoken": self.instrument.language.code,
            **more,
        }
        return render(self.request, f"consultations/answering/{template}.html", context, status=status)

    def _link_file(self) -> HttpResponse:
        """The private link as a small file to save."""
        link = f"{site_of(self.request)}{self._address}"
        text = gettext("Your answers to: %(title)s\nOpen this link to go on, or to change or delete them:\n") % {
            "title": self.consultation.title
        }
        headers = {"Content-Disposition": 'attachment; filename="private-link.txt"'}
        return HttpResponse(f"{text}{link}\n", content_type="text/plain; charset=utf-8", headers=headers)
