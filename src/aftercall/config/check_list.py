"""The check list: one table of what an installation needs, and the page that shows it."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from aftercall.accounts.checks import emails, people_in_each_role, second_factors
from aftercall.contracts.checks import contracts_in_force
from aftercall.core.check_list import Check, CheckState
from aftercall.core.checks import keys_outside_the_home
from aftercall.core.home import HomeItem
from aftercall.core.words import counted
from aftercall.programmes.checks import programmes_set_up

CHECK_LIST: Sequence[tuple[str, Sequence[Callable[[], Iterable[Check]]]]] = (
    ("Programmes", (programmes_set_up, contracts_in_force)),
    ("People", (people_in_each_role, second_factors)),
    ("This service", (keys_outside_the_home, emails)),
)
_COLOURS = {CheckState.DONE: "green", CheckState.MISSING: "red", CheckState.OPTIONAL: "grey"}


def _checks() -> list[Check]:
    return [check for _, sources in CHECK_LIST for source in sources for check in source()]


def missing_checks(*_: object) -> Iterator[HomeItem]:
    """For the administrator's home page: what is missing, each with the page where it is put right."""
    for check in _checks():
        if check.state is CheckState.MISSING:
            yield HomeItem(check.action, check.url, check.details)


def check_list_summary(*_: object) -> Iterator[HomeItem]:
    """For the administrator's home page: the whole check list."""
    missing = sum(check.state is CheckState.MISSING for check in _checks())
    yield HomeItem(
        "What this service needs",
        reverse("check_list"),
        f"{counted(missing, 'thing is', 'things are')} missing." if missing else "Nothing is missing.",
    )


@require_GET
def check_list(request: HttpRequest) -> HttpResponse:
    """View: everything that an installation needs before its first wave, done or missing."""
    groups = [(heading, [check for source in sources for check in source()]) for heading, sources in CHECK_LIST]
    missing = sum(check.state is CheckState.MISSING for _, checks in groups for check in checks)
    done = {check.url for _, checks in groups for check in checks if check.state is CheckState.DONE}
    context = {"groups": groups, "missing": missing, "done": done, "colours": _COLOURS}
    return render(request, "core/check_list.html", context)
