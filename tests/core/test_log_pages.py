"""The pages of the audit log."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from tests.tampering import without_triggers

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit, audit_keys
from aftercall.core.checkpoints import Head, read_checkpoint, sign
from aftercall.core.log_pages.views import ENTRIES_PER_PAGE
from aftercall.core.models import AuditEntry
from aftercall.core.presenters import MAX_FINDINGS_SHOWN

AT = datetime(2025, 3, 30, 23, 30, tzinfo=UTC)
URL, CHECK_URL = reverse("core:audit"), reverse("core:check_audit")
Clients = Callable[[Role | None], Client]


@pytest.fixture
def officer(client_signed_in_as: Clients) -> Client:
    return client_signed_in_as(Role.DATA_PROTECTION)


def record(
    action: str = "case.claimed", subject: str = "case:A1", actor: str = "user:987001", days: int = 0
) -> AuditEntry:
    at = AT + timedelta(days=days)
    return audit.record(actor=audit.SystemActor(actor), action=action, subject=subject, at=at, details={"attempts": 2})


def log_page(officer: Client, query: str = "") -> str:
    return officer.get(f"{URL}?{query}").content.decode()


def test_the_log_shows_every_part_of_an_entry(officer: Client) -> None:
    record()
    page = log_page(officer)
    for part in (
        "Case claimed",
        "Case A1",
        "User 987001",
        "System",
        "attempts: 2",
        "31 March 2025 at 12:30am",
        "1 entry",
    ):
        assert part in page


def test_people_are_named_with_their_role(officer: Client, user_with_role: Callable[[Role], User]) -> None:
    ann = user_with_role(Role.INTERVIEWER)
    audit.record(actor=ann, action="account.reset", subject=ann.audit_name, at=AT)
    page = log_page(officer)
    assert page.count(Role.INTERVIEWER.label) == 3  # as actor, as role and as subject: the fixture names people so
    assert ann.audit_name not in page


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("a1", {"case:A1"}),
        ("Ivy of Example", {"case:A2"}),
        ("IVY@example.org", {"case:A2"}),
        ("call started", {"case:A3"}),
        ("2.112", {"case:A3"}),
        ("started system", {"case:A3"}),
        ("100%", set()),
    ],
)
def test_a_search_finds_cases_people_and_words(search: str, found: set[str], officer: Client) -> None:
    ivy = User.objects.create_user(email="ivy@example.org", name="Ivy of Example", role=Role.INTERVIEWER, password=None)
    record(subject="case:A1")
    audit.record(actor=ivy, action="case.claimed", subject="case:A2", at=AT)
    actor = audit.SystemActor("console")
    audit.record(actor=actor, action="call.started", subject="case:A3", at=AT, details={"outcome": {"code": "2.112"}})
    response = officer.post(URL, {"search": search})
    rows = response.content.decode().partition("<tbody")[2]
    assert response.status_code == 200
    assert {
        subject for subject in ("case:A1", "case:A2", "case:A3") if subject.replace("case:", "Case ") in rows
    } == found


def test_what_is_searched_for_is_never_in_an_address(officer: Client) -> None:
    for number in range(ENTRIES_PER_PAGE + 1):
        record(subject=f"case:B{number:03}")
    assert "search" not in officer.post(URL, {"search": " ", "action": "case.claimed"})["Location"]
    assert "51 entries" in log_page(officer, "search=B000")
    first = officer.post(URL, {"search": "case:B"}).content.decode()
    assert "?page=" not in first
    assert "Older entries" in first
    assert "Case B000" in officer.post(URL, {"search": "case:B", "page": 2}).content.decode()


def test_an_entry_has_a_page_with_all_details(officer: Client) -> None:
    record()
    details = {
        "flow": {"read": 3, "reasons": {"under_16": 1}, "files": [{"file": "a.csv"}]},
        "fields": ["title", "phone"],
        "done": True,
        "since": None,
        "size": 4,
    }
    entry = audit.record(
        actor=audit.SystemActor("load"), action="extract.loaded", subject="audit", at=AT, details=details
    )
    after = record()
    assert "3 more" in log_page(officer)
    page = officer.get(reverse("core:audit_entry", args=[entry.pk])).content.decode()
    for part in (
        "flow, reasons, under 16",
        "file: a.csv",
        "title, phone",
        "yes",
        "none",
        entry.leaf_hash,
        "00:30:00.000",
    ):
        assert part in page
    assert reverse("core:audit_entry", args=[after.pk]) in page
    alone = officer.get(reverse("core:audit_entry", args=[after.pk])).content.decode()
    assert "?subject=case%3AA1" in alone
    assert "Show all entries" in log_page(officer, "subject=case:A1")
    assert officer.get(reverse("core:audit_entry", args=[987654])).status_code == 404


@pytest.mark.parametrize("home", ["demo", "live"])
def test_a_demo_explains_its_times(home: str, officer: Client, settings: Settings) -> None:
    settings.DEMO = home == "demo"
    entry = record()
    for page in (log_page(officer), officer.get(reverse("core:audit_entry", args=[entry.pk])).content.decode()):
        assert ("works at simulated times" in page) == (home == "demo")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("action=case.claimed", {"case:A1", "case:A3"}),
        ("subject=case:A2", {"case:A2"}),
        ("actor=user:987002", {"case:A3"}),
        ("first_day=2025-04-01", {"case:A2", "case:A3"}),
        ("last_day=2025-03-31", {"case:A1"}),
        ("first_day=2025-04-01&last_day=2025-04-01", {"case:A2"}),
        ("action=case.claimed&actor=user:987001", {"case:A1"}),
    ],
)
def test_the_log_can_be_filtered(query: str, expected: set[str], officer: Client) -> None:
    record("case.claimed", "case:A1")
    record("call.started", "case:A2", days=1)
    record("case.claimed", "case:A3", "user:987002", days=2)
    page = log_page(officer, query)
    rows = page.split("<tbody", 1)[1]
    assert {
        subject for subject in ("case:A1", "case:A2", "case:A3") if subject.replace("case:", "Case ") in rows
    } == expected


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("first_day=31/03/2025", "Enter a real date as year, month and day, such as 2026-03-31"),
        ("action=nothing.such", "Select a valid choice"),
    ],
)
def test_an_invalid_filter_says_how_to_fix_it(query: str, error: str, officer: Client) -> None:
    response = officer.get(f"{URL}?{query}")
    assert response.status_code == 422
    assert error in response.content.decode()


def test_a_long_log_is_paginated_newest_first(officer: Client) -> None:
    for number in range(ENTRIES_PER_PAGE + 1):
        record(subject=f"case:B{number:03}")
    assert "Case B000" not in log_page(officer)
    assert "Case B000" in log_page(officer, "page=2")
    assert "Case B000" in log_page(officer, "page=9999")


def test_the_number_of_queries_for_a_page_does_not_grow_with_the_log(officer: Client) -> None:
    record()
    with CaptureQueriesContext(connection) as queries_for_one:
        log_page(officer)
    for number in range(40):
        record(subject=f"case:C{number}")
    with CaptureQueriesContext(connection) as queries_for_many:
        log_page(officer)
    assert len(queries_for_many) == len(queries_for_one)


def test_the_log_is_read_only(officer: Client) -> None:
    assert officer.put(URL).status_code == 405


def check(officer: Client, saved_head: bytes | None = None) -> HttpResponse:
    files = {} if saved_head is None else {"saved_head": SimpleUploadedFile("head.txt", saved_head)}
    return officer.post(CHECK_URL, files)


def save_head(officer: Client) -> HttpResponse:
    return officer.post(reverse("core:save_head"))


def test_an_unchanged_log_passes_the_check_which_says_what_it_does_not_show(officer: Client) -> None:
    record()
    record()
    head = audit.head()
    page = check(officer).content.decode()
    assert "We found no fault" in page
    assert "2 entries checked. This does not show whether entries were removed from the end" in page
    assert head.root in page


def test_a_changed_entry_fails_the_check_and_is_named(officer: Client) -> None:
    entry = record()
    record()
    with without_triggers():
        AuditEntry.objects.filter(pk=entry.pk).update(subject="case:other")
    page = check(officer).content.decode()
    assert "The log does not pass the check" in page
    assert f"Entry {entry.pk} was changed after it was written." in page
    assert "Entry 2" not in page


def test_of_many_faults_only_the_first_are_listed(officer: Client) -> None:
    for _ in range(MAX_FINDINGS_SHOWN + 2):
        record()
    with without_triggers():
        AuditEntry.objects.update(subject="case:other")
    assert "2 more faults are not listed." in check(officer).content.decode()


def test_the_check_page_shows_the_key_and_when_the_log_was_last_checked(officer: Client) -> None:
    page = officer.get(CHECK_URL).content.decode()
    assert str(audit_keys.public_key()) in page
    assert "It has never been checked." in page
    check(officer)
    assert "It was last checked on" in officer.get(CHECK_URL).content.decode()


def test_a_saved_head_proves_that_nothing_has_changed_since(officer: Client) -> None:
    record()
    response = save_head(officer)
    assert response["Content-Disposition"] == 'attachment; filename="aftercall-head-1.txt"'
    saved = response.content
    assert read_checkpoint(saved, "").head == Head(1, AuditEntry.objects.get(pk=1).leaf_hash)
    page = check(officer, saved).content.decode()
    assert "The log has not been changed since the head was saved" in page
    assert "exactly the 1 entry that the saved head covers. The head does not cover 1 entry after that." in page


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ([1, 2], "The saved head covers 3 entries and the log has 2. Entry 3 is the first that is missing."),
        ([], "The saved head covers 3 entries and the log has 0. Entry 1 is the first that is missing."),
    ],
)
def test_entries_removed_from_the_end_are_found_with_a_saved_head(kept: list[int], words: str, officer: Client) -> None:
    for _ in range(3):
        record()
    saved = save_head(officer).content
    with without_triggers():
        AuditEntry.objects.exclude(pk__in=kept).delete()
    page = check(officer, saved).content.decode()
    assert "The log does not pass the check" in page
    assert words in page


def test_a_log_that_was_replaced_as_a_whole_is_found_with_a_saved_head(officer: Client) -> None:
    record()
    saved = save_head(officer).content
    with without_triggers():
        AuditEntry.objects.all().delete()
    record("case.opened")
    record()
    assert "at least one was changed, removed, moved or put in" in check(officer, saved).content.decode()


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"x", "The file is not a signed head of an audit log. Choose the file as it was saved"),
        (b"", "The file is empty. Choose the file as it was saved"),
        (
            sign(Head(1, "00" * 32), Ed25519PrivateKey.generate()).encode(),
            "This service did not sign this head. It is signed with another key",
        ),
    ],
)
def test_a_file_that_is_not_our_head_is_refused(content: bytes, error: str, officer: Client) -> None:
    response = check(officer, content)
    assert response.status_code == 422
    assert error in response.content.decode()
    assert not AuditEntry.objects.exists()


def test_a_head_changed_after_it_was_signed_is_refused(officer: Client) -> None:
    record()
    changed = save_head(officer).content.replace(b"\n1\n", b"\n2\n")
    assert (
        "Its signature is not right, so it was changed after we signed it" in check(officer, changed).content.decode()
    )


def test_the_address_that_saves_a_head_leads_to_the_page_with_its_button(officer: Client) -> None:
    assert officer.get(reverse("core:save_head"))["Location"] == CHECK_URL


def test_a_check_and_a_saved_head_are_recorded(officer: Client, user_with_role: Callable[[Role], User]) -> None:
    record()
    head = audit.head()
    saved = save_head(officer).content
    check(officer, saved)
    saving, checking = AuditEntry.objects.order_by("id")[1:]
    assert (saving.action, checking.action) == ("audit.head_saved", "audit.checked")
    assert {saving.actor, checking.actor} == {user_with_role(Role.DATA_PROTECTION).audit_name}
    assert saving.details == {"entries": 1, "tree_hash": head.root}
    assert checking.details["saved_head"] == 1
    assert (checking.details["entries"], checking.details["faults"]) == (2, 0)
    assert checking.details["comparison"] == "extends"
