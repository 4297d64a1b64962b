"""What an administrator does for people."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from tests.accounts.conftest import GOOD_PASSWORD, NOON

from aftercall.accounts import operations
from aftercall.accounts.agreement import has_signed, sign
from aftercall.accounts.models import AccessLink, LinkPurpose, User
from aftercall.accounts.operations import changing
from aftercall.accounts.operations import people as inviting
from aftercall.accounts.operations.creating import require_new_email
from aftercall.accounts.operations.links import IssuedLink, issue_link
from aftercall.accounts.queries import has_second_factor, people
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry

pytestmark = pytest.mark.usefixtures("fast_passwords")


def make(role: Role, name: str, *, joined: bool = True) -> User:
    return User.objects.create_user(
        email=f"{name}@example.org",
        name=name,
        role=role,
        password=GOOD_PASSWORD if joined else None,
        joined_at=NOON if joined else None,
    )


@pytest.fixture
def ada(db: None) -> User:
    return make(Role.ADMINISTRATOR, "ada")


@pytest.fixture
def ann(db: None) -> User:
    return make(Role.RESEARCHER, "ann")


def test_an_invitation_makes_an_account_that_nobody_can_use_yet(ada: User) -> None:
    issued = operations.invite(email="Ivy@example.org", name="Ivy", role=Role.INTERVIEWER, actor=ada, at=NOON)
    ivy = User.objects.get(email="ivy@example.org")
    assert issued.link.user == ivy
    assert (ivy.role, ivy.joined_at, ivy.has_usable_password()) == (Role.INTERVIEWER, None, False)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject, entry.details) == ("account.invited", ivy.audit_name, {"role": "interviewer"})


def test_an_address_is_invited_once(ada: User, ann: User) -> None:
    with pytest.raises(Refused, match="already an account"):
        operations.invite(email=ann.email.upper(), name="Ann", role=Role.INTERVIEWER, actor=ada, at=NOON)


def test_of_two_equal_invitations_at_once_one_is_refused(ada: User, ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inviting, "require_new_email", lambda _: None)  # as before the other one was stored
    with pytest.raises(Refused, match="already an account"):
        operations.invite(email="ann@example.org", name="Ann", role=Role.INTERVIEWER, actor=ada, at=NOON)
    assert not AuditEntry.objects.exists()


def test_a_new_invitation_replaces_the_old_one(ada: User, invited: User, invitation: IssuedLink) -> None:
    renewed = operations.renew_invitation(user=invited, actor=ada, at=NOON + timedelta(days=1))
    assert AccessLink.objects.get() == renewed.link


def test_someone_who_has_joined_is_not_invited_again(ada: User, ann: User) -> None:
    with pytest.raises(Refused, match="reset their sign-in"):
        operations.renew_invitation(user=ann, actor=ada, at=NOON)


def test_a_withdrawn_invitation_frees_the_address(ada: User, ann: User, invited: User, invitation: IssuedLink) -> None:
    operations.withdraw_invitation(user=invited, actor=ada, at=NOON)
    assert not AccessLink.objects.exists()
    operations.invite(email=invited.email, name="Ivy", role=Role.INTERVIEWER, actor=ada, at=NOON)
    with pytest.raises(Refused, match="already accepted"):
        operations.withdraw_invitation(user=ann, actor=ada, at=NOON)


def test_a_reset_takes_away_password_second_factor_and_sessions(ada: User, ann: User) -> None:
    Authenticator.objects.create(user=ann, type=Authenticator.Type.TOTP, data={})
    before = ann.get_session_auth_hash()
    issued = operations.reset_sign_in(user=ann, actor=ada, at=NOON)
    ann.refresh_from_db()
    assert issued.link.purpose == LinkPurpose.RESET
    assert not ann.has_usable_password()
    assert not has_second_factor(ann)
    assert ann.get_session_auth_hash() != before


@pytest.mark.parametrize(
    ("who", "message"), [("self", "Your account"), ("invited", "invitation link"), ("deactivated", "Reactivate it")]
)
def test_a_reset_that_makes_no_sense_is_refused(who: str, message: str, ada: User, ann: User, invited: User) -> None:
    user = {"self": ada, "invited": invited, "deactivated": ann}[who]
    if who == "deactivated":
        operations.deactivate(user=ann, actor=ada, at=NOON)
    with pytest.raises(Refused, match=message):
        operations.reset_sign_in(user=user, actor=ada, at=NOON)


def test_deactivating_ends_sessions_and_withdraws_links(ada: User, ann: User) -> None:
    operations.reset_sign_in(user=ann, actor=ada, at=NOON)
    ann.refresh_from_db()
    before = ann.get_session_auth_hash()
    operations.deactivate(user=ann, actor=ada, at=NOON)
    ann.refresh_from_db()
    assert not ann.is_active
    assert ann.get_session_auth_hash() != before
    assert not AccessLink.objects.exists()
    with pytest.raises(Refused, match="already been deactivated"):
        operations.deactivate(user=ann, actor=ada, at=NOON)


def test_the_last_administrator_cannot_be_deactivated(ada: User, ann: User) -> None:
    make(Role.ADMINISTRATOR, "invited", joined=False)
    with pytest.raises(Refused, match="last administrator"):
        operations.deactivate(user=ada, actor=ada, at=NOON)
    operations.deactivate(user=ada, actor=make(Role.ADMINISTRATOR, "other"), at=NOON)


def test_a_reactivated_account_keeps_its_password(ada: User, ann: User) -> None:
    operations.deactivate(user=ann, actor=ada, at=NOON)
    operations.reactivate(user=ann, actor=ada, at=NOON)
    ann.refresh_from_db()
    assert ann.is_active
    assert ann.check_password(GOOD_PASSWORD)
    with pytest.raises(Refused, match="already active"):
        operations.reactivate(user=ann, actor=ada, at=NOON)


def test_recovery_codes_alone_are_no_second_factor(ann: User) -> None:
    Authenticator.objects.create(user=ann, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert [user.second_factor for user in people()] == [False]  # type: ignore[attr-defined]  # annotated
    Authenticator.objects.create(user=ann, type=Authenticator.Type.WEBAUTHN, data={})
    assert [user.second_factor for user in people()] == [True]  # type: ignore[attr-defined]


def change(user: User, actor: User, **changes: str) -> list[str]:
    details = {"name": user.name, "email": user.email, "role": user.role} | changes
    return operations.change_person(user=user, actor=actor, at=NOON, **details)


def test_a_name_and_an_email_address_are_changed_and_links_to_the_old_address_withdrawn(ada: User, ann: User) -> None:
    issue_link(LinkPurpose.RESET, ann, NOON)
    before = ann.get_session_auth_hash()
    assert change(ann, ada, name=" Anne ", email="ANNE@example.org") == ["name", "email"]
    ann.refresh_from_db()
    assert (ann.name, ann.email, ann.get_session_auth_hash()) == ("Anne", "anne@example.org", before)
    assert not AccessLink.objects.exists()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("account.changed", ann.audit_name)
    assert entry.details == {"changed": ["name", "email"]}
    assert change(ann, ada) == []


def test_another_role_ends_sessions_and_the_signature_of_the_agreement(ada: User) -> None:
    ivor = make(Role.INTERVIEWER, "ivor")
    sign(user=ivor, at=NOON)
    before = ivor.get_session_auth_hash()
    for role in (Role.FIELD_MANAGER, Role.INTERVIEWER):
        assert change(ivor, ada, role=role) == ["role"]
        ivor.refresh_from_db()
        assert not has_signed(ivor)
    assert ivor.get_session_auth_hash() != before
    sign(user=ivor, at=NOON)
    assert has_signed(ivor)
    assert ivor.agreements.count() == 2
    first = AuditEntry.objects.filter(action="account.changed").earliest("id")
    assert first.details["role"] == {"from": "interviewer", "to": "field_manager"}


@pytest.mark.parametrize(
    ("who", "changes", "message"),
    [
        ("ada", {"role": "researcher"}, "You cannot change your own role"),
        ("ann", {"role": "king"}, "There is no such role"),
        ("ann", {"email": "ada@example.org"}, "already an account"),
        ("ann", {"email": "ann"}, "correct format"),
        ("invited", {"name": "Ivy"}, "has not accepted the invitation"),
        ("deactivated", {"name": "Anne"}, "Reactivate it first"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(
    who: str, changes: dict[str, str], message: str, ada: User, ann: User, invited: User
) -> None:
    user = {"ada": ada, "ann": ann, "invited": invited, "deactivated": ann}[who]
    if who == "deactivated":
        User.objects.filter(pk=ann.pk).update(is_active=False)
    with pytest.raises(Refused, match=message):
        change(user, ada, **changes)
    assert not AuditEntry.objects.exists()


def test_the_last_administrator_keeps_the_role(ada: User, ann: User) -> None:
    with pytest.raises(Refused, match="last administrator"):
        change(ada, ann, role=Role.RESEARCHER)


def test_an_email_address_that_was_taken_meanwhile_is_refused(
    ada: User, ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = [require_new_email, lambda _: None]  # the first check is made before the other account has it

    def check(email: str) -> None:
        checks.pop()(email)

    monkeypatch.setattr(changing, "require_new_email", check)
    with pytest.raises(Refused, match="already an account"):
        change(ann, ada, email=ada.email)
