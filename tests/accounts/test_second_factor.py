"""The second factor: setting it up, signing in with it, losing it, and that it is required."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as django_settings
from django.test import Client
from django.urls import NoReverseMatch, reverse
from tests.accounts.conftest import GOOD_PASSWORD, NOON
from tests.accounts.second_factors import SECRET, add_app, code, enter_password

from aftercall.accounts.models import User
from aftercall.accounts.operations import (
    change_password,
    deactivate,
    end_sessions,
    reactivate,
    reset_sign_in,
    set_new_password,
)
from aftercall.accounts.roles import Role
from aftercall.accounts.second_factor import SecondFactorAdapter
from aftercall.config.url_policy import EVERYBODY, SETTING_UP_SECOND_FACTOR, SIGNING_IN, URL_POLICY
from aftercall.core import audit
from aftercall.core.models import AuditEntry

AUDIT, START, FACTORS = reverse("core:audit"), reverse("start"), reverse("mfa_index")
ADD_APP, CODES, AUTHENTICATE = (
    reverse(name) for name in ("mfa_activate_totp", "mfa_view_recovery_codes", "mfa_authenticate")
)
pytestmark = pytest.mark.usefixtures("fast_passwords")


@pytest.fixture
def ann(db: None, fast_passwords: None) -> User:
    return User.objects.create_user(
        email="ann@example.org", name="Ann", role=Role.DATA_PROTECTION, password=GOOD_PASSWORD, joined_at=NOON
    )


@pytest.fixture
def required(settings: object) -> None:
    """As everywhere but in the demo."""
    settings.SECOND_FACTOR_REQUIRED = True  # type: ignore[attr-defined]  # pytest-django's fixture


@pytest.fixture(autouse=True)
def commit_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Allauth reports changes on commit, which the transaction around a test never reaches."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda action: action())


def page(client: Client, url: str) -> str:
    return client.get(url, follow=True).content.decode()


def set_up_app(client: Client) -> list[str]:
    """Add an authenticator app on its page. Returns the recovery codes, which the next page shows once."""
    [shown] = re.findall(r"<p class=\"govuk-body aftercall-command[^>]*>([A-Z2-7 ]+)</p>", page(client, ADD_APP))
    response = client.post(ADD_APP, {"code": code(shown.replace(" ", ""))}, follow=True)
    return re.findall(r"<code>(\d+)</code>", response.content.decode())


def test_the_demo_offers_a_second_factor_and_does_not_require_it(ann: User, client: Client) -> None:
    enter_password(client, ann)
    assert client.get(AUDIT).status_code == 200
    assert "Set up a second factor" in page(client, reverse("accounts:your_account"))
    assert django_settings.SECOND_FACTOR_REQUIRED is not django_settings.DEMO


def staff_urls() -> Iterator[str]:
    """Every page for staff that needs no argument, except those of the set-up."""
    for name, audience in URL_POLICY.items():
        if audience not in {EVERYBODY, SIGNING_IN} and name not in SETTING_UP_SECOND_FACTOR:
            with suppress(NoReverseMatch):
                yield reverse(name)


def test_without_a_second_factor_every_page_for_staff_leads_to_set_up(
    ann: User, client: Client, required: None
) -> None:
    assert enter_password(client, ann) == START
    for url in staff_urls():
        response = client.get(url)
        assert response.status_code == 403 or response["Location"] == FACTORS, url
    assert "You need a second factor before you can use this service" in page(client, AUDIT)
    assert client.get(reverse("public:home")).status_code == 200


def test_setting_up_an_app_opens_the_other_pages_and_shows_recovery_codes_once(
    ann: User, client: Client, required: None
) -> None:
    enter_password(client, ann)
    codes = set_up_app(client)
    assert len(codes) == 10
    assert client.get(AUDIT).status_code == 200
    again = page(client, CODES)
    assert "are not shown again" in again
    assert codes[0] not in again
    kinds = [entry.details["kind"] for entry in AuditEntry.objects.filter(action="second_factor.added")]
    assert sorted(kinds) == ["recovery_codes", "totp"]


def test_the_first_second_factor_ends_sessions_that_began_without_one(ann: User, client: Client) -> None:
    other = Client()
    enter_password(other, ann)
    enter_password(client, ann)
    set_up_app(client)
    assert client.get(AUDIT).status_code == 200
    assert other.get(AUDIT).status_code == 302


@pytest.mark.parametrize("view", ["mfa_activate_totp", "mfa_deactivate_totp", "mfa_generate_recovery_codes"])
def test_a_factor_is_never_changed_without_its_entry(
    view: str, ann: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    enter_password(client, ann)
    if view != "mfa_activate_totp":
        set_up_app(client)
    client.get(reverse(view))
    before = sorted(Authenticator.objects.values_list("pk", "type"))
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.validate_totp_code", lambda *_: True)
    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        client.post(reverse(view), {"code": "123456"})
    assert sorted(Authenticator.objects.values_list("pk", "type")) == before


def test_a_wrong_code_is_an_entry(ann: User, client: Client) -> None:
    add_app(ann)
    enter_password(client, ann)
    client.post(AUTHENTICATE, {"code": "123"})
    entry = AuditEntry.objects.get(action="sign_in.failed")
    assert (entry.subject, entry.details) == (ann.audit_name, {"step": "second factor"})


def test_a_wrong_code_adds_no_app(ann: User, client: Client) -> None:
    enter_password(client, ann)
    assert "<svg" in page(client, ADD_APP)
    response = client.post(ADD_APP, {"code": "123"})
    shown = response.content.decode()
    assert "Enter the code that the app shows now. If it is refused again, check the clock" in shown
    assert "recovery code" not in shown
    assert "Enter the code that the app shows" in client.post(ADD_APP, {}).content.decode()
    assert not Authenticator.objects.exists()


def test_secrets_are_encrypted_with_a_key_outside_the_database(ann: User) -> None:
    stored = add_app(ann).data["secret"]
    assert SECRET not in stored
    assert SecondFactorAdapter().decrypt(stored) == SECRET


def test_signing_in_takes_a_password_and_a_code(ann: User, client: Client) -> None:
    add_app(ann)
    assert enter_password(client, ann) == AUTHENTICATE
    assert client.get(AUDIT).status_code == 302
    assert "Enter a code" in client.post(AUTHENTICATE, {"code": ""}).content.decode()
    assert client.post(AUTHENTICATE, {"code": code()})["Location"] == START
    assert client.get(AUDIT).status_code == 200


def test_the_code_before_is_accepted_and_an_older_one_is_not(ann: User) -> None:
    add_app(ann)
    for steps, accepted in ((-1, True), (-3, False)):
        client = Client()
        enter_password(client, ann)
        assert (client.post(AUTHENTICATE, {"code": code(steps=steps)}).status_code == 302) == accepted


def test_a_code_works_once(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when allauth has forgotten that it was used, which it does after 30 of its 90 seconds."""
    add_app(ann)
    used = code()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda *_: True)
    for accepted in (True, False):
        client = Client()
        enter_password(client, ann)
        assert (client.post(AUTHENTICATE, {"code": used}).status_code == 302) == accepted


def test_a_recovery_code_works_once(ann: User) -> None:
    add_app(ann)
    recovery = RecoveryCodes.activate(ann).generate_codes()[0]
    for accepted in (True, False):
        client = Client()
        enter_password(client, ann)
        response = client.post(AUTHENTICATE, {"code": recovery})
        assert (response.status_code == 302) == accepted
        assert ("replace your second factor" in client.get(reverse("start"), follow=True).content.decode()) == accepted
    assert "a recovery code that you have not used yet" in response.content.decode()


def test_wrong_codes_are_limited_like_wrong_passwords(ann: User) -> None:
    add_app(ann)
    pages = []
    for _ in range(6):
        client = Client()
        enter_password(client, ann)
        pages.append(client.post(AUTHENTICATE, {"code": "000000"}).content.decode())
    assert "too many attempts" not in pages[4]
    assert "too many attempts" in pages[5]


def test_a_sign_in_can_be_given_up_for_another_account(ann: User, client: Client) -> None:
    add_app(ann)
    enter_password(client, ann)
    assert client.get(reverse("account_login"))["Location"] == AUTHENTICATE
    client.post(reverse("accounts:cancel_sign_in"))
    assert client.get(reverse("account_login")).status_code == 200
    assert client.get(AUTHENTICATE)["Location"] == reverse("account_login")


def test_a_lost_device_is_reset_by_the_administrator(ann: User, client: Client, required: None) -> None:
    add_app(ann)
    ada = User.objects.create_user(email="ada@example.org", name="Ada", role=Role.ADMINISTRATOR, password=None)
    issued = reset_sign_in(user=ann, actor=ada, at=NOON)
    assert issued.link.expires_at == NOON + timedelta(days=1)
    ann.refresh_from_db()
    ann.set_password(GOOD_PASSWORD)
    ann.save()
    assert enter_password(client, ann) == START
    assert client.get(START)["Location"] == FACTORS


def test_new_recovery_codes_replace_the_old_ones(ann: User, client: Client) -> None:
    enter_password(client, ann)
    old = set_up_app(client)
    assert "will stop working" in page(client, reverse("mfa_generate_recovery_codes"))
    response = client.post(reverse("mfa_generate_recovery_codes"), follow=True)
    new = re.findall(r"<code>(\d+)</code>", response.content.decode())
    assert len(new) == 10
    assert not set(new) & set(old)
    assert "recovery_codes.renewed" in AuditEntry.objects.values_list("action", flat=True)


def test_recovery_codes_need_another_factor_first(ann: User, client: Client) -> None:
    enter_password(client, ann)
    response = client.post(reverse("mfa_generate_recovery_codes"))
    assert "Set up an authenticator app or a passkey before" in response.content.decode()
    assert client.get(CODES).status_code == 404


def test_removing_the_app_leads_back_to_set_up(ann: User, client: Client, required: None) -> None:
    enter_password(client, ann)
    set_up_app(client)
    remove = reverse("mfa_deactivate_totp")
    assert "set up a second factor again" in page(client, remove)
    assert "Your authenticator app has been removed" in client.post(remove, follow=True).content.decode()
    assert client.get(AUDIT)["Location"] == FACTORS
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="second_factor.removed").exists()


def test_a_user_who_signed_in_long_ago_confirms_with_password_or_code(ann: User, client: Client) -> None:
    add_app(ann)
    client.force_login(ann)
    response = client.get(reverse("mfa_generate_recovery_codes"), follow=True)
    [(confirm, _)] = response.redirect_chain
    assert confirm.startswith(reverse("account_reauthenticate"))
    shown = response.content.decode()
    assert "Confirm that it is you" in shown
    assert "Use a code instead" in shown
    assert "Enter your current password correctly" in client.post(confirm, {"password": "wrong"}).content.decode()
    by_code = confirm.replace(reverse("account_reauthenticate"), reverse("mfa_reauthenticate"))
    assert "Use your password instead" in page(client, by_code)
    assert client.post(by_code, {"code": code()})["Location"] == reverse("mfa_generate_recovery_codes")
    assert client.get(reverse("mfa_generate_recovery_codes")).status_code == 200


def change_the_password(ann: User, _: User) -> None:
    change_password(user=ann, current=GOOD_PASSWORD, password="a different good one", at=NOON)


def sign_out_everywhere(ann: User, _: User) -> None:
    end_sessions(user=ann, at=NOON)


def reset(ann: User, administrator: User) -> None:
    link = reset_sign_in(user=ann, actor=administrator, at=NOON).link
    set_new_password(link=link, password=GOOD_PASSWORD, at=NOON)
    add_app(ann)


def deactivate_and_reactivate(ann: User, administrator: User) -> None:
    deactivate(user=ann, actor=administrator, at=NOON)
    reactivate(user=ann, actor=administrator, at=NOON)


@pytest.mark.parametrize("change", [change_the_password, sign_out_everywhere, reset, deactivate_and_reactivate])
def test_what_ends_the_sessions_ends_a_sign_in_that_waits_for_its_code(
    change: Callable[[User, User], None], ann: User, client: Client, user_with_role: Callable[[Role], User]
) -> None:
    add_app(ann)
    assert enter_password(client, ann) == AUTHENTICATE
    change(ann, user_with_role(Role.ADMINISTRATOR))
    response = client.post(AUTHENTICATE, {"code": code()}, follow=True)
    assert "Your account has changed since you entered your password. Sign in again." in response.content.decode()
    assert client.get(AUDIT).status_code == 302
    assert client.get(AUTHENTICATE)["Location"] == reverse("account_login")
