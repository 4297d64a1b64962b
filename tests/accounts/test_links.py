"""One-time links: what is stored, how long they work, and that each works once."""

from datetime import timedelta

import pytest
from tests.accounts.conftest import GOOD_PASSWORD, NOON

from aftercall.accounts import operations
from aftercall.accounts.models import AccessLink, LinkPurpose, LinkState, User
from aftercall.accounts.operations.links import IssuedLink, claim, digest_of, issue_link
from aftercall.accounts.queries import active_administrators, link_with_digest, state_of_link
from aftercall.accounts.roles import Role
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry

CONSOLE = SystemActor("console")
pytestmark = pytest.mark.usefixtures("fast_passwords")


def test_only_a_digest_of_the_token_is_stored(invitation: IssuedLink) -> None:
    stored = AccessLink.objects.values().get()
    assert invitation.token not in map(str, stored.values())
    assert stored["digest"] == digest_of(invitation.token)


def test_tokens_have_256_random_bits(invitation: IssuedLink, invited: User) -> None:
    assert len(invitation.token) == 43  # 32 bytes in URL-safe base64
    assert issue_link(LinkPurpose.INVITATION, invited, NOON).token != invitation.token


@pytest.mark.parametrize(
    ("purpose", "days"), [(LinkPurpose.INVITATION, 7), (LinkPurpose.RESET, 1), (LinkPurpose.FIRST_ADMINISTRATOR, 1)]
)
def test_a_link_works_until_it_expires(purpose: LinkPurpose, days: int, invited: User) -> None:
    user = None if purpose == LinkPurpose.FIRST_ADMINISTRATOR else invited
    link = issue_link(purpose, user, NOON).link
    end = NOON + timedelta(days=days)
    assert link.state(end - timedelta(seconds=1)) == LinkState.READY
    assert link.state(end) == LinkState.EXPIRED
    with pytest.raises(Refused):
        claim(link, end)
    claim(link, end - timedelta(seconds=1))


def test_a_link_can_be_claimed_once(invitation: IssuedLink) -> None:
    claim(invitation.link, NOON)
    with pytest.raises(Refused, match="no longer be used"):
        claim(invitation.link, NOON)
    used = link_with_digest(digest_of(invitation.token))
    assert state_of_link(used, NOON) == LinkState.USED


def test_a_new_link_replaces_the_one_before(invitation: IssuedLink, invited: User) -> None:
    issue_link(LinkPurpose.INVITATION, invited, NOON)
    assert state_of_link(link_with_digest(digest_of(invitation.token)), NOON) == LinkState.UNKNOWN


def test_accepting_an_invitation_sets_name_and_password(invitation: IssuedLink) -> None:
    user = operations.accept_invitation(link=invitation.link, name="Ivy Lee", password=GOOD_PASSWORD, at=NOON)
    user.refresh_from_db()
    assert (user.name, user.joined_at) == ("Ivy Lee", NOON)
    assert user.check_password(GOOD_PASSWORD)
    assert AuditEntry.objects.get().action == "invitation.accepted"


@pytest.mark.parametrize(("password", "message"), [("short", "at least 12"), ("password1234", "easy to guess")])
def test_a_weak_password_leaves_the_link_unused(password: str, message: str, invitation: IssuedLink) -> None:
    with pytest.raises(Refused, match=message):
        operations.accept_invitation(link=invitation.link, name="Ivy", password=password, at=NOON)
    assert link_with_digest(digest_of(invitation.token)).state(NOON) == LinkState.READY  # type: ignore[union-attr]  # exists


def test_a_deactivated_account_cannot_use_its_link(invitation: IssuedLink) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(Refused, match="deactivated"):
        operations.accept_invitation(link=invitation.link, name="Ivy", password=GOOD_PASSWORD, at=NOON)


def test_the_first_administrator_creates_their_account(db: None) -> None:
    link = operations.issue_administrator_link(actor=CONSOLE, at=NOON).link
    user = operations.join_as_administrator(
        link=link, email=" Ada@Example.org", name="Ada", password=GOOD_PASSWORD, at=NOON
    )
    assert (user.email, user.role) == ("ada@example.org", Role.ADMINISTRATOR)
    assert active_administrators() == 1
    assert [entry.action for entry in AuditEntry.objects.all()] == ["administrator_link.issued", "account.made"]


def test_a_locked_out_administrator_gets_back_in(db: None) -> None:
    ada = User.objects.create_user(email="ada@example.org", name="Ada", role=Role.ADMINISTRATOR, password=None)
    User.objects.update(is_active=False)
    link = operations.issue_administrator_link(actor=CONSOLE, at=NOON).link
    operations.join_as_administrator(link=link, email="ada@example.org", name="", password=GOOD_PASSWORD, at=NOON)
    ada.refresh_from_db()
    assert ada.is_active
    assert ada.check_password(GOOD_PASSWORD)
    entry = AuditEntry.objects.get(action="administrator.let_back_in")
    assert entry.details == {"reactivated": True}


def test_the_console_link_does_not_take_over_an_account_of_another_role(invited: User) -> None:
    link = operations.issue_administrator_link(actor=CONSOLE, at=NOON).link
    with pytest.raises(Refused, match="already an account"):
        operations.join_as_administrator(link=link, email=invited.email, name="I", password=GOOD_PASSWORD, at=NOON)


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"email": "no address"}, "correct format"), ({"role": "nobody"}, "no such role"), ({"password": "x"}, "12")],
)
def test_an_account_needs_an_address_a_role_and_a_password(changes: dict[str, str], message: str, db: None) -> None:
    details = {"email": "ann@example.org", "name": "Ann", "role": Role.RESEARCHER.value, "password": GOOD_PASSWORD}
    with pytest.raises(Refused, match=message):
        operations.add_user(**details | changes, actor=CONSOLE, at=NOON)
    assert not User.objects.exists()


def test_links_are_deleted_30_days_after_they_were_used_or_expired(invited: User) -> None:
    used, expired, waiting = (operations.links.issue_further_link(LinkPurpose.RESET, invited, NOON) for _ in range(3))
    AccessLink.objects.filter(pk=used.link.pk).update(used_at=NOON)
    AccessLink.objects.filter(pk=waiting.link.pk).update(expires_at=NOON + timedelta(days=40))
    assert operations.delete_old_links(at=NOON + timedelta(days=30)) == 0
    assert operations.delete_old_links(at=NOON + timedelta(days=30, seconds=1)) == 1
    assert operations.delete_old_links(at=NOON + timedelta(days=31, seconds=1)) == 1
    assert AccessLink.objects.get() == waiting.link
    assert expired.link.pk != waiting.link.pk
