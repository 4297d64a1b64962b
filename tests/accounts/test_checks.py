"""The checks of people."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from pytest_django import Settings

from aftercall.accounts.checks import REQUIRED_ROLES, emails, people_in_each_role, second_factors
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.check_list import Check, CheckState

pytestmark = pytest.mark.django_db
JOINED = datetime(2025, 3, 4, tzinfo=UTC)


def make_user(role: Role, name: str = "one", *, joined: bool = True, is_active: bool = True) -> User:
    return User.objects.create(
        email=f"{role}.{name}@example.org",
        name=name,
        role=role,
        joined_at=JOINED if joined else None,
        is_active=is_active,
    )


def check_of(role: Role) -> Check:
    return next(check for check in people_in_each_role() if check.title == role.label)


def test_only_the_roles_that_run_a_wave_are_required() -> None:
    missing = {check.title for check in people_in_each_role() if check.state is CheckState.MISSING}
    assert missing == {role.label for role in REQUIRED_ROLES}
    assert {check.state for check in people_in_each_role()} == {CheckState.MISSING, CheckState.OPTIONAL}
    researcher = check_of(Role.RESEARCHER)
    assert (researcher.action, researcher.url) == (
        "Invite: Force researcher",
        "/account/people/invite/?role=researcher",
    )


def test_a_role_is_done_when_someone_has_joined() -> None:
    make_user(Role.RESEARCHER, "left", is_active=False)
    assert check_of(Role.RESEARCHER).details == "No one has this role yet."
    make_user(Role.RESEARCHER, "invited", joined=False)
    invited = check_of(Role.RESEARCHER)
    assert (invited.state, invited.url) == (CheckState.MISSING, "/account/people/")
    assert invited.details == "1 person is invited and has not joined yet."
    make_user(Role.RESEARCHER)
    done = check_of(Role.RESEARCHER)
    assert (done.state, done.details) == (CheckState.DONE, "1 person has joined.")


def test_everyone_who_has_joined_needs_a_second_factor_outside_the_demo(settings: Settings) -> None:
    make_user(Role.RESEARCHER, "invited", joined=False)
    assert [check.state for check in second_factors()] == [CheckState.DONE]
    user = make_user(Role.RESEARCHER)
    for required, state in ((True, CheckState.MISSING), (False, CheckState.OPTIONAL)):
        settings.SECOND_FACTOR_REQUIRED = required
        assert [check.state for check in second_factors()] == [state]
    # Recovery codes alone are no second factor.
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert [check.state for check in second_factors()] == [CheckState.OPTIONAL]
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    assert [check.state for check in second_factors()] == [CheckState.DONE]


def test_emails_are_optional(settings: Settings) -> None:
    settings.MAILERS = {}
    assert [check.state for check in emails()] == [CheckState.OPTIONAL]
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert [check.state for check in emails()] == [CheckState.DONE]
