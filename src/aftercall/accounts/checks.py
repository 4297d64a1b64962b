"""The checks of people: someone in each role, a second factor for everyone, and emails to them."""

from collections.abc import Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from aftercall.accounts import mail, queries
from aftercall.accounts.queries import PeopleInRole
from aftercall.accounts.roles import Role
from aftercall.core.check_list import Check, CheckState
from aftercall.core.words import counted

# Without these, no wave can be run from its extract to its results. The others only read what has been published.
REQUIRED_ROLES = (Role.RESEARCHER, Role.FIELD_MANAGER, Role.INTERVIEWER, Role.DATA_PROTECTION)
OPTIONAL_ROLES = (Role.COMMISSIONER, Role.INSPECTORATE)


def people_in_each_role() -> Iterator[Check]:
    """Whether someone has joined in each role."""
    people = queries.people_by_role()
    for role in (*REQUIRED_ROLES, *OPTIONAL_ROLES):
        yield _role_check(role, people.get(role, PeopleInRole(0, 0)))


def _role_check(role: Role, people: PeopleInRole) -> Check:
    absent = CheckState.MISSING if role in REQUIRED_ROLES else CheckState.OPTIONAL
    invited = people.invited and not people.joined
    return Check(
        title=role.label,
        state=CheckState.DONE if people.joined else absent,
        action=f"Wait for the invited person, or send a new link: {role.label}" if invited else f"Invite: {role.label}",
        url=reverse("accounts:people")
        if people.joined or invited
        else f"{reverse('accounts:invite')}?{urlencode({'role': role})}",
        details=_who(people),
    )


def _who(people: PeopleInRole) -> str:
    if people.joined:
        return f"{counted(people.joined, 'person has', 'people have')} joined."
    if people.invited:
        return f"{counted(people.invited, 'person is invited and has', 'people are invited and have')} not joined yet."
    return "No one has this role yet."


def second_factors() -> Iterator[Check]:
    """Whether everyone who has joined has set up a second factor."""
    without = queries.joined_without_second_factor()
    if not without:
        state, details = CheckState.DONE, "Everyone who has joined has set one up."
    elif settings.SECOND_FACTOR_REQUIRED:
        people = counted(without, "person has", "people have")
        state, details = CheckState.MISSING, f"{people} not set one up. They must when they next sign in."
    else:
        state, details = CheckState.OPTIONAL, "A demonstration does not require one."
    yield Check("Second factor", state, "See who has no second factor", reverse("accounts:people"), details)


def emails() -> Iterator[Check]:
    """Whether emails can be sent. Everything works without them."""
    sent = mail.is_set_up()
    yield Check(
        title="Emails",
        state=CheckState.DONE if sent else CheckState.OPTIONAL,
        action="Set up a mail server",
        url=f"{reverse('check_list')}#emails",
        details="Invitations are emailed."
        if sent
        else "Without a mail server, you copy each invitation link from its page.",
    )
