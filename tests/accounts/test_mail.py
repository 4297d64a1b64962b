"""Emails with links, and a forgotten password, with and without a mail server."""

import re
from collections.abc import Callable
from threading import Thread

import pytest
from django.core import mail as outbox_of
from django.test import Client
from django.urls import reverse
from tests.accounts.conftest import GOOD_PASSWORD, NOON

from aftercall.accounts import mail
from aftercall.accounts.models import AccessLink, LinkPurpose, User
from aftercall.accounts.operations import IssuedLink
from aftercall.accounts.operations.links import issue_link
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry

FORGOTTEN, USE = reverse("accounts:forgotten_password"), reverse("accounts:use_link")
IVY = {"name": "Ivy O'Neill", "email": "ivy@example.org", "role": Role.RESEARCHER.value}
pytestmark = pytest.mark.usefixtures("fast_passwords")


@pytest.fixture
def mail_server(settings: object) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}  # type: ignore[attr-defined]
    settings.SITE_URL, settings.DEFAULT_FROM_EMAIL = "https://survey.example.org", "survey@example.org"  # type: ignore[attr-defined]


@pytest.fixture
def wait_for_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emails are sent before the page is."""
    monkeypatch.setattr(mail, "send_link_in_background", mail.send_link)


@pytest.fixture
def ann(db: None, fast_passwords: None) -> User:
    return User.objects.create_user(
        email="ann@example.org", name="Ann", role=Role.RESEARCHER, password=GOOD_PASSWORD, joined_at=NOON
    )


def fail_to_send(*_: object) -> int:
    raise ConnectionRefusedError


def test_an_invitation_is_emailed_to_its_one_recipient(
    mail_server: None, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    shown = client_signed_in_as(Role.ADMINISTRATOR).post(reverse("accounts:invite"), IVY).content.decode()
    assert "We have emailed the link to ivy@example.org" in shown
    [message] = outbox_of.outbox
    assert message.to == ["ivy@example.org"]
    assert message.from_email == "survey@example.org"
    assert message.body.startswith("Hello Ivy O'Neill,\n\nYou have been invited to Aftercall as: Force researcher.")
    [address] = re.findall(r"https://\S+", message.body)
    assert address in shown


def test_an_email_that_cannot_be_sent_leaves_the_link_on_the_page(
    mail_server: None,
    client_signed_in_as: Callable[[Role | None], Client],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(mail, "send_mail", fail_to_send)
    shown = client_signed_in_as(Role.ADMINISTRATOR).post(reverse("accounts:invite"), IVY).content.decode()
    assert "could not be sent. Copy the link" in shown
    assert "https://survey.example.org/account/link/" in shown
    assert "An email could not be sent: ConnectionRefusedError" in caplog.text
    assert "ivy@example.org" not in caplog.text


def test_the_administrators_link_is_never_emailed(mail_server: None, db: None) -> None:
    assert not mail.send_link(issue_link(LinkPurpose.FIRST_ADMINISTRATOR, None, NOON).link, "https://…")
    assert outbox_of.outbox == []


def test_without_a_mail_server_the_page_says_whom_to_ask(client: Client, ann: User) -> None:
    assert FORGOTTEN in client.get(reverse("account_login")).content.decode()
    for response in (client.get(FORGOTTEN), client.post(FORGOTTEN, {"email": ann.email})):
        assert "Ask your administrator to reset your sign-in" in response.content.decode()
    assert not AccessLink.objects.exists()


def test_the_answer_is_the_same_whether_or_not_there_is_an_account(
    mail_server: None, wait_for_mail: None, client: Client, ann: User, invited: User
) -> None:
    assert "Email me a link" in client.get(FORGOTTEN).content.decode()
    User.objects.create_user(email="old@example.org", name="Old", role=Role.RESEARCHER, password=None, joined_at=NOON)
    User.objects.filter(email="old@example.org").update(is_active=False)
    addresses = (" ANN@example.org", "nobody@example.org", invited.email, "old@example.org")
    pages = {client.post(FORGOTTEN, {"email": address}).content.decode() for address in addresses}
    assert len(pages) == 1
    assert "If there is an account with that email address" in pages.pop()
    [message] = outbox_of.outbox
    assert message.to == [ann.email]
    assert AuditEntry.objects.get().action == "reset.requested"


def test_the_emailed_link_sets_a_new_password_and_withdraws_the_others(
    mail_server: None, wait_for_mail: None, client: Client, ann: User, at_noon: object
) -> None:
    other = issue_link(LinkPurpose.RESET, ann, NOON).link
    client.post(FORGOTTEN, {"email": ann.email})
    assert AccessLink.objects.filter(pk=other.pk).exists()  # a stranger's request withdraws nothing
    [path] = re.findall(r"https://survey.example.org(/\S+)", outbox_of.outbox[0].body)
    client.get(path)
    assert client.post(USE, {"password": "another good password"})["Location"] == reverse("account_login")
    ann.refresh_from_db()
    assert ann.check_password("another good password")
    assert not AccessLink.objects.filter(used_at=None).exists()


def test_a_faulty_address_and_too_many_requests_get_an_error(
    mail_server: None, wait_for_mail: None, client: Client, ann: User
) -> None:
    assert "in the correct format" in client.post(FORGOTTEN, {"email": "ann"}).content.decode()
    pages = [client.post(FORGOTTEN, {"email": ann.email}).content.decode() for _ in range(6)]
    assert "Check your email" in pages[4]
    assert "too many attempts" in pages[5]
    assert len(outbox_of.outbox) == 5


def test_the_page_does_not_wait_for_the_mail_server(mail_server: None, invitation: IssuedLink) -> None:
    thread = mail.send_link_in_background(invitation.link, "https://survey.example.org/account/link/x/")
    assert isinstance(thread, Thread)
    thread.join()
    assert len(outbox_of.outbox) == 1
