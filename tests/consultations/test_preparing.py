"""Writing, approving and closing a consultation, and the evidence without which it cannot go on."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.consultations.making import (
    OPEN,
    OVER,
    PDF,
    WRITTEN,
    as_form,
    author,
    closed,
    content,
    make_draft,
    make_open,
    make_response,
    record,
    reviewer,
)
from tests.fieldwork.views.pages import words

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consultations import policies, queries, waiting
from aftercall.consultations.models import Consultation, Phase, Principle
from aftercall.consultations.operations import closing, preparing
from aftercall.consultations.states import STEPS, ConsultationState
from aftercall.core import clock, vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry

pytestmark = pytest.mark.django_db
type SignIn = Callable[[Role | None], Client]


def test_two_people_and_evidence_are_needed_before_it_is_public() -> None:
    robin, sam = author(), reviewer()
    draft = preparing.create(slug="priorities", content=content(), actor=robin, at=WRITTEN)
    with pytest.raises(Refused, match="still at a formative stage’, ‘People have sufficient"):
        preparing.submit(consultation=draft, actor=robin, at=WRITTEN)
    for principle in policies.BEFORE_OPENING:
        record(draft, principle, robin)
    preparing.submit(consultation=draft, actor=robin, at=WRITTEN)
    with pytest.raises(Refused, match="another person"):
        approve(draft, robin)
    preparing.send_back(consultation=draft, reason="Say who decides.", actor=sam, at=WRITTEN)
    preparing.submit(consultation=draft, actor=robin, at=WRITTEN)
    assert not queries.public_consultations()
    approved = approve(draft, sam)
    assert queries.public_consultations().get() == approved
    assert AuditEntry.objects.get(action="consultation.approved").details["seed_commitment"]


def approve(draft: Consultation, actor: User) -> Consultation:
    """Approve what is there now."""
    return preparing.approve(consultation=draft, seen=policies.seen(draft), actor=actor, at=WRITTEN)


def test_nobody_approves_what_they_have_not_read() -> None:
    draft, robin, sam = make_draft(), author(), reviewer()
    preparing.submit(consultation=draft, actor=robin, at=WRITTEN)
    event = {"title": "Meeting", "on": date(2026, 6, 14), "when": "", "where": "Town hall"}
    changes: list[Callable[[], object]] = [
        lambda: preparing.edit(consultation=draft, content=content(why="Other words"), actor=robin, at=WRITTEN),
        lambda: preparing.add_document(consultation=draft, title="Plan", content=PDF, actor=robin, at=WRITTEN),
        lambda: preparing.add_event(consultation=draft, **event, actor=robin, at=WRITTEN),
        lambda: preparing.set_margins(
            consultation=draft, margins={"sex": {"female": 1, "male": 1}}, actor=robin, at=WRITTEN
        ),
        lambda: record(draft, Principle.TIME, robin),
    ]
    for change in changes:
        seen = policies.seen(draft)
        change()
        if Consultation.objects.get().state == "draft":
            preparing.submit(consultation=draft, actor=robin, at=WRITTEN)
        with pytest.raises(Refused, match="has changed since you looked at it"):
            preparing.approve(consultation=draft, seen=seen, actor=sam, at=WRITTEN)
    assert approve(draft, sam).is_public
    assert draft.events.get().approved_by == sam


def test_an_event_that_is_added_later_needs_another_person(client: Client) -> None:
    approved, robin, sam = make_open(), author(), reviewer()
    page = reverse("consultations:consultation", args=[approved.slug])
    event = {"title": "Meeting", "on": date(2026, 6, 14), "when": "", "where": "Town hall"}
    preparing.add_event(consultation=approved, **event, actor=robin, at=OPEN)
    added = approved.events.get()
    assert "Town hall" not in words(client.get(page))
    with pytest.raises(Refused, match="another person must approve"):
        preparing.approve_event(event=added, actor=robin, at=OPEN)
    assert [len(list(waiting.events_to_approve(OPEN, user))) for user in (robin, sam)] == [0, 1]
    preparing.approve_event(event=added, actor=sam, at=OPEN)
    assert "Town hall" in words(client.get(page))
    with pytest.raises(Refused, match="not waiting"):
        preparing.approve_event(event=added, actor=sam, at=OPEN)
    preparing.remove_event(event=added, actor=robin, at=OPEN)
    assert "Town hall" not in words(client.get(page))


def test_whoever_last_changed_a_text_cannot_approve_it() -> None:
    draft, sam = make_draft(), reviewer()
    preparing.edit(consultation=draft, content=content(summary="Other words"), actor=sam, at=WRITTEN)
    preparing.submit(consultation=draft, actor=draft.created_by, at=WRITTEN)
    with pytest.raises(Refused, match="another person"):
        approve(draft, sam)


def test_nothing_can_be_changed_once_it_is_approved() -> None:
    approved = make_open()
    with pytest.raises(Refused, match="can no longer be changed"):
        preparing.edit(consultation=approved, content=content(), actor=approved.created_by, at=WRITTEN)
    with pytest.raises(Refused, match="can no longer be changed"):
        preparing.add_document(consultation=approved, title="Plan", content=PDF, actor=author(), at=WRITTEN)
    with pytest.raises(Refused, match="has opened"):
        preparing.take_back(consultation=approved, actor=approved.created_by, at=OPEN)
    assert preparing.take_back(consultation=approved, actor=approved.created_by, at=WRITTEN).state == "draft"


def test_it_cannot_be_closed_before_its_last_day_or_without_evidence() -> None:
    consultation = make_open()
    make_response(consultation)
    with pytest.raises(Refused, match="until the end of the closing day"):
        closing.close(consultation=consultation, actor=consultation.created_by, at=OPEN)
    Consultation.objects.get(pk=consultation.pk).principle_entries.all()._raw_delete("default")
    with pytest.raises(Refused, match="Record evidence"):
        closed(consultation)


def test_answers_are_erased_when_their_time_has_ended(commit: Callable[[], None]) -> None:
    consultation = make_open()
    response, _ = make_response(consultation)
    closed(consultation)
    day_after = OVER.replace(year=2027, month=8, day=31)
    assert closing.erase_past_retention(at=day_after - timedelta(days=1)) == 0
    assert closing.erase_past_retention(at=day_after) == 1
    assert closing.erase_past_retention(at=day_after) == 0
    commit()
    assert not vault.ring_exists(response.ring)
    assert not queries.submitted(consultation)


def test_only_pdf_files_of_5_mb_can_be_added(
    client_signed_in_as: SignIn, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: WRITTEN)
    draft, staff = make_draft(), client_signed_in_as(Role.RESEARCHER)
    page = reverse("consultations:add_document", args=[draft.slug])
    for wrong, message in ((b"<html>", "Choose a PDF file"), (PDF + bytes(5_000_000), "5 MB at most")):
        file = SimpleUploadedFile("plan.pdf", wrong, content_type="application/pdf")
        response = staff.post(page, {"title": "The plan", "file": file})
        assert (response.status_code, message in words(response)) == (422, True)
    staff.post(page, {"title": "The plan", "file": SimpleUploadedFile("plan.pdf", PDF)})
    document = draft.documents.get()
    public = reverse("consultations:document", args=[draft.slug, document.pk])
    assert client.get(public).status_code == 404
    slug = [draft.slug]
    assert staff.get(reverse("consultations:draft_document", args=[*slug, document.pk])).content == PDF
    assert staff.get(reverse("consultations:draft_form", args=slug)).content.startswith(b"%PDF-")
    draft = preparing.submit(consultation=draft, actor=draft.created_by, at=WRITTEN)
    approve(draft, reviewer())
    response = client.get(public)
    assert (response.content, response["Content-Disposition"][:10]) == (PDF, "attachment")


def test_the_hub_shows_what_is_open_coming_and_closed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPEN)
    make_open()
    make_open(slug="later", title="Roads", opens_on=date(2026, 7, 1))
    make_open(slug="earlier", title="Old plans", opens_on=date(2026, 5, 2), closes_on=date(2026, 5, 31))
    make_draft(slug="secret", title="Not yet approved")
    found = {phase: [one.title for one in listed] for phase, listed in queries.by_phase(OPEN.date()).items()}
    assert found == {Phase.OPEN: ["Policing priorities"], Phase.COMING: ["Roads"], Phase.CLOSED: ["Old plans"]}
    page = words(client.get(reverse("consultations:hub")))
    assert "Open until the end of 31 August 2026" in page
    assert "Not yet approved" not in page
    assert "Start" not in words(client.get(reverse("consultations:consultation", args=["later"])))
    assert client.get(reverse("consultations:begin", args=["later"])).status_code == 302
    assert client.get(reverse("consultations:consultation", args=["secret"])).status_code == 404


def test_a_researcher_writes_one_on_the_pages_and_a_second_one_approves_it(
    client_signed_in_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: WRITTEN)
    staff = client_signed_in_as(Role.RESEARCHER)
    page = staff.post(reverse("consultations:new"), as_form() | {"areas": "E06000047 County Durham\nnowhere"})
    assert "Line 2: enter a code" in words(page)
    page = staff.post(reverse("consultations:new"), as_form(), follow=True)
    assert "The draft has been saved" in words(page)
    assert "No evidence" in words(page)
    for principle in policies.BEFORE_OPENING:
        entry = {"principle": principle.value, "statement": "Kept", "evidence": "Minutes"}
        staff.post(reverse("consultations:evidence", args=["priorities"]), entry)
    page = staff.post(reverse("consultations:submit", args=["priorities"]), follow=True)
    assert "Another researcher must approve it" in words(page)
    assert "Waiting for approval" in words(staff.get(reverse("consultations:manage")))
    page = staff.post(reverse("consultations:approve", args=["priorities"]), follow=True)
    assert "another person must decide" in words(page)
    other = Client()
    other.force_login(reviewer())
    shown = other.get(reverse("consultations:overview", args=["priorities"])).content.decode()
    (seen,) = re.findall(r'name="seen" value="(\w+)"', shown)
    page = other.post(reverse("consultations:approve", args=["priorities"]), {"seen": seen}, follow=True)
    assert "has been approved" in words(page)
    event = {"title": "Meeting", "where": "Town hall", "on_0": 14, "on_1": 6, "on_2": 2026}
    staff.post(reverse("consultations:add_event", args=["priorities"]), event)
    added = queries.public_consultations().get().events.get()
    other.post(reverse("consultations:approve_event", args=["priorities", added.pk]))
    assert "Town hall" in words(Client().get(reverse("consultations:consultation", args=["priorities"])))


def test_a_draft_can_be_discarded_and_nothing_else() -> None:
    draft, approved = make_draft(), make_open(slug="open")
    preparing.discard(consultation=draft, actor=draft.created_by, at=WRITTEN)
    assert list(Consultation.objects.all()) == [approved]
    with pytest.raises(Refused, match="only discard a draft"):
        preparing.discard(consultation=approved, actor=draft.created_by, at=WRITTEN)


def test_the_documentation_shows_the_states(project_root: object) -> None:
    text = (project_root / "docs/consultations.md").read_text(encoding="utf-8")  # type: ignore[operator]
    for action, step in STEPS.items():
        before = ", ".join(state.value for state in step.from_states)
        after = step.to_state.value if step.to_state else "(gone)"
        assert f"| {before} | {action.value.replace('_', ' ')} | {after} |" in text
    assert {one.value for one in ConsultationState} == {"draft", "submitted", "approved", "closed"}


def test_every_principle_is_needed_for_the_outcome() -> None:
    draft = make_draft()
    assert policies.missing_principles(draft, policies.BEFORE_THE_OUTCOME) == [Principle.TAKEN_INTO_ACCOUNT]


def test_a_questionnaire_says_which_consultations_use_it_and_leads_to_a_new_one(db: None, client: Client) -> None:
    client.force_login(author())
    page = reverse("questionnaires:questionnaire", args=["consultation_2"])
    start = f"{reverse('consultations:new')}?questionnaire=consultation_2"
    assert "No consultation uses this version" in words(client.get(page))
    assert start in client.get(page).content.decode()
    assert re.search(r'value="consultation_2"\s+selected', client.get(start).content.decode())
    make_draft()
    assert "Used by Policing priorities" in words(client.get(page))
