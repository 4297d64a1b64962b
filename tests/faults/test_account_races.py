"""Concurrent requests about one account, with real threads and on both databases."""

import pytest
from tests.accounts.conftest import FAST_HASHER, NOON
from tests.faults.racing import concurrently
from tests.fieldwork.making import make_user

from aftercall.accounts import operations
from aftercall.accounts.models import AccessLink, LinkPurpose, User
from aftercall.accounts.operations.links import issue_link
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORDS = ("violet tractor breakfast", "copper window umbrella", "silver garden keyboard")


@pytest.fixture(autouse=True)
def fast_passwords(settings: object) -> None:
    settings.PASSWORD_HASHERS = FAST_HASHER  # type: ignore[attr-defined]  # pytest-django's fixture


@pytest.fixture
def invited() -> User:
    return User.objects.create_user(email="ivy@example.org", name="Ivy", role=Role.RESEARCHER, password=None)


def accept(link: AccessLink, password: str) -> object:
    return operations.accept_invitation(link=link, name="Ivy", password=password, at=NOON)


def test_of_several_people_who_open_a_link_one_gets_in(invited: User) -> None:
    link = issue_link(LinkPurpose.INVITATION, invited, NOON).link
    results = concurrently([lambda word=word: accept(link, word) for word in PASSWORDS])  # type: ignore[misc]
    [winner] = [number for number, result in enumerate(results) if isinstance(result, User)]
    invited.refresh_from_db()
    assert invited.check_password(PASSWORDS[winner])
    assert AuditEntry.objects.filter(action="invitation.accepted").count() == 1


@pytest.mark.parametrize("operation", [operations.withdraw_invitation, operations.deactivate], ids=["withdraw", "end"])
def test_an_invitation_is_accepted_or_withdrawn_but_not_both(operation: object, invited: User) -> None:
    link = issue_link(LinkPurpose.INVITATION, invited, NOON).link
    administrator = make_user(Role.ADMINISTRATOR, signed=False)
    accepted, _ = concurrently(
        [
            lambda: accept(link, PASSWORDS[0]),
            lambda: operation(user=invited, actor=administrator, at=NOON),  # type: ignore[operator]  # as listed above
        ]
    )
    user = User.objects.filter(pk=invited.pk).first()
    joined = bool(user and user.joined_at)
    assert joined == isinstance(accepted, User)
    assert not AccessLink.objects.filter(used_at=None).exists()


def test_a_reset_and_the_use_of_an_earlier_link_leave_one_way_in(invited: User) -> None:
    User.objects.update(joined_at=NOON)
    link = issue_link(LinkPurpose.RESET, invited, NOON).link
    administrator = make_user(Role.ADMINISTRATOR, signed=False)
    concurrently(
        [
            lambda: operations.set_new_password(link=link, password=PASSWORDS[0], at=NOON),
            lambda: operations.reset_sign_in(user=invited, actor=administrator, at=NOON),
        ]
    )
    assert AccessLink.objects.filter(used_at=None).count() <= 1
    assert not User.objects.get(pk=invited.pk).has_usable_password()
