"""The pages of the audit trail."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from tests.tampering import without_triggers

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit
from aftercall.core.models import AuditEntry
from aftercall.core.trail.views import ENTRIES_PER_PAGE

AT = datetime(2025, 3, 30, 23, 30, tzinfo=UTC)
URL = reverse("core:audit")
Clients = Callable[[Role | None], Client]


@pytest.fixture
def officer(client_signed_in_as: Clients) -> Client:
    return client_signed_in_as(Role.DATA_PROTECTION)


def record(
    action: str = "case.claimed", subject: str = "case:A1", actor: str = "user:987001", days: int = 0
) -> AuditEntry:
    at = AT + timedelta(days=days)
    return audit.record(actor=audit.SystemActor(actor), action=action, subject=subject, at=at, details={"attempts": 2})


def trail(officer: Client, query: str = "") -> str:
    return officer.get(f"{URL}?{query}").content.decode()


def test_the_trail_shows_every_part_of_an_entry(officer: Client) -> None:
    record()
    page = trail(officer)
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
    page = trail(officer)
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
    assert "51 entries" in trail(officer, "search=B000")
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
    assert "3 more" in trail(officer)
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
    assert "Show all entries" in trail(officer, "subject=case:A1")
    assert officer.get(reverse("core:audit_entry", args=[987654])).status_code == 404


@pytest.mark.parametrize("home", ["demo", "live"])
def test_a_demo_explains_its_times(home: str, officer: Client, settings: Settings) -> None:
    settings.DEMO = home == "demo"
    entry = record()
    for page in (trail(officer), officer.get(reverse("core:audit_entry", args=[entry.pk])).content.decode()):
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
def test_the_trail_can_be_filtered(query: str, expected: set[str], officer: Client) -> None:
    record("case.claimed", "case:A1")
    record("call.started", "case:A2", days=1)
    record("case.claimed", "case:A3", "user:987002", days=2)
    page = trail(officer, query)
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


def test_a_long_trail_is_paginated_newest_first(officer: Client) -> None:
    for number in range(ENTRIES_PER_PAGE + 1):
        record(subject=f"case:B{number:03}")
    assert "Case B000" not in trail(officer)
    assert "Case B000" in trail(officer, "page=2")
    assert "Case B000" in trail(officer, "page=9999")


def test_the_number_of_queries_for_a_page_does_not_grow_with_the_trail(officer: Client) -> None:
    record()
    with CaptureQueriesContext(connection) as queries_for_one:
        trail(officer)
    for number in range(40):
        record(subject=f"case:C{number}")
    with CaptureQueriesContext(connection) as queries_for_many:
        trail(officer)
    assert len(queries_for_many) == len(queries_for_one)


def test_the_trail_is_read_only(officer: Client) -> None:
    assert officer.put(URL).status_code == 405
    assert officer.get(reverse("core:check_audit")).status_code == 405


def test_an_unchanged_log_passes_the_check_and_shows_its_head(officer: Client) -> None:
    record()
    record()
    head = audit.head()
    page = officer.post(reverse("core:check_audit")).content.decode()
    assert "No change found: 2 entries checked." in page
    assert head.root in page


def test_a_changed_entry_fails_the_check(officer: Client) -> None:
    entry = record()
    record()
    with without_triggers():
        AuditEntry.objects.filter(pk=entry.pk).update(subject="case:other")
    page = officer.post(reverse("core:check_audit")).content.decode()
    assert f"1 entry was changed after being written: {entry.pk}." in page


def test_a_check_is_recorded_with_the_head_and_what_it_found(
    officer: Client, user_with_role: Callable[[Role], User]
) -> None:
    record()
    head = audit.head()
    officer.post(reverse("core:check_audit"))
    entry = AuditEntry.objects.latest("id")
    assert (entry.action, entry.actor) == ("audit.checked", user_with_role(Role.DATA_PROTECTION).audit_name)
    assert entry.details == {"entries": 1, "tree_hash": head.root, "changed": 0}
    assert audit.agrees_with(head)
