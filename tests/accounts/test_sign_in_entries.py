"""Who signed in and out, who could not, and what was refused, in the audit log: without anything that was typed."""

import json
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from aftercall.accounts import operations
from aftercall.accounts.models import User
from aftercall.accounts.operations import IssuedLink, sign_ins
from aftercall.accounts.roles import Role
from aftercall.core import audit, clock
from aftercall.core.log_pages import views
from aftercall.core.models import AuditEntry

PASSWORD = "a long enough password"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return User.objects.create_user(email="ann@example.org", name="Ann", role=Role.DATA_PROTECTION, password=PASSWORD)


def sign_in(client: Client, email: str = "ann@example.org", password: str = PASSWORD) -> None:
    client.post(reverse("account_login"), {"login": email, "password": password})


def entries() -> list[tuple[str, str, dict[str, object]]]:
    return list(AuditEntry.objects.order_by("id").values_list("action", "subject", "details"))


def test_signing_in_and_out_are_entries(ann: User, client: Client) -> None:
    sign_in(client)
    client.post(reverse("account_logout"))
    assert entries() == [("user.signed_in", ann.audit_name, {}), ("user.signed_out", ann.audit_name, {})]
    assert {entry.actor for entry in AuditEntry.objects.all()} == {ann.audit_name}


def test_a_failed_sign_in_names_the_account_and_never_what_was_typed(ann: User, client: Client) -> None:
    sign_in(client, "ANN@example.org ", "wrong-secret")
    sign_in(client, "nobody@example.org", "wrong-secret")
    User.objects.update(is_active=False)
    sign_in(client)
    assert entries() == [
        ("sign_in.failed", ann.audit_name, {"step": "password"}),
        ("sign_in.failed", "accounts", {"step": "password", "account": "unknown"}),
        ("sign_in.failed", ann.audit_name, {"step": "deactivated account"}),
    ]
    logged = json.dumps(list(AuditEntry.objects.values("actor", "subject", "details")))
    assert not any(typed in logged for typed in ("example.org", "nobody", "wrong-secret"))


def test_failures_do_not_fill_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_ins, "MOST_UNKNOWN", 2)
    for number in range(5):
        operations.record_failed_sign_in(email=f"nobody{number}@example.org", step="password", at=clock.now())
    first, last = AuditEntry.objects.order_by("id")
    assert "further" not in first.details
    assert last.details["further"] == "not recorded until the next hour"
    cache.clear()
    operations.record_failed_sign_in(email="", step="password", at=clock.now())
    assert AuditEntry.objects.count() == 3


def test_a_page_of_another_role_is_an_entry(ann: User, client: Client) -> None:
    client.force_login(ann)
    assert client.get(reverse("accounts:person", args=[12345])).status_code == 403
    assert entries() == [("page.refused", ann.audit_name, {"page": "accounts:person"})]
    Client().get(reverse("accounts:people"))
    assert AuditEntry.objects.count() == 1


def test_a_refusal_by_a_view_and_a_form_without_its_token_are_entries(
    ann: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionDenied

    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.post(reverse("core:check_audit")).status_code == 403
    monkeypatch.setattr(views.queries, "names_in", refuse)
    assert client.get(reverse("core:audit")).status_code == 403
    assert [details["page"] for _, _, details in entries()] == ["form without a valid token", "core:audit"]


def test_nobody_signs_in_without_an_entry(ann: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", fail)
    with pytest.raises(RuntimeError):
        sign_in(client)
    assert client.get(reverse("start")).status_code == 302


def test_a_link_of_another_person_signs_out_whoever_was_signed_in(
    client_signed_in_as: Callable[[Role | None], Client], invitation: IssuedLink, at_noon: object
) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    client.get(reverse("accounts:open_link", args=[invitation.token]))
    client.post(reverse("accounts:use_link"), {"name": "Ivy", "password": "violet tractor breakfast"})
    signed_out = AuditEntry.objects.get(action="user.signed_out")
    assert signed_out.subject == User.objects.get(role=Role.RESEARCHER, email__contains="researcher").audit_name
