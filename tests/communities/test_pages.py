"""The researcher's pages of this room, as they are used, and what everyone can read."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.communities import making
from tests.fieldwork.making import make_user
from tests.fieldwork.views.pages import words

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.communities import queries
from aftercall.communities.models import FocusGroup, Meeting, Promise, Quotation, Target
from aftercall.communities.waiting import coverage_done, coverage_gaps, coverage_tasks, groups_at_work, promises_due
from aftercall.core import clock
from aftercall.programmes.models import Programme

type SignIn = Callable[[Role | None], Client]


@pytest.fixture(autouse=True)
def clock_at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: making.AFTER)


@pytest.fixture
def client(client_signed_in_as: SignIn) -> Client:
    return client_signed_in_as(Role.RESEARCHER)


def post(client: Client, name: str, *args: object, **values: Any) -> str:
    """Send a form, and return the words of the page that follows."""
    response = client.post(reverse(f"communities:{name}", args=args), values, follow=True)
    return words(response)


def day(name: str, value: str) -> Mapping[str, str]:
    return dict(zip((f"{name}_0", f"{name}_1", f"{name}_2"), value.split(), strict=True))


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"communities:{name}", args=args))
    assert response.status_code == 200
    return words(response)


def test_a_gap_raises_a_task_and_everyone_reads_it(client: Client) -> None:
    line = {"community": "Muslim residents", "channel": "Open day", "why": "None answered", "people": 20}
    post(client, "add_target", **line, **day("due_on", "1 3 2026"), owner="Engagement team")
    target = Target.objects.get()
    assert [item.text for item in coverage_gaps(making.PLANNED)] == [
        "Raise a task: 20 people of Muslim residents not heard yet"
    ]
    assert "Gap" in page(client, "coverage")
    post(client, "reached", target.pk, people=12)
    assert "12 people had been reached already" in post(client, "reached", target.pk, people=3)
    User.objects.update(joined_at=making.PLANNED)
    user, other = User.objects.get(), make_user(Role.RESEARCHER, "colleague", signed=False)
    task = {"text": "Hold a second open day", "owner": "Engagement team", "assigned_to": user.pk}
    assert "day from today" in post(client, "target", target.pk, **task, **day("due_on", "1 3 2020"))
    post(client, "target", target.pk, **task, **day("due_on", "1 3 2090"))
    assert not list(coverage_gaps(making.PLANNED))
    assert [item.text for item in coverage_tasks(making.PLANNED, user)] == ["Hold a second open day"]
    assert not list(coverage_tasks(making.PLANNED, other))
    public = page(Client(), "hearing")
    assert "Hold a second open day" in public
    assert "12" in public
    target.tasks.update(due_on=date(2026, 4, 1))
    assert "Task overdue" in page(client, "coverage")
    assert "Overdue" in page(client, "target", target.pk)
    assert "The task is done" in post(client, "task_done", target.tasks.get().pk)
    assert not list(coverage_tasks(making.AFTER, user))
    assert [item.details for item in coverage_done(making.AFTER, user)] == ["Muslim residents: 12 of 20 people heard."]
    assert "We did: Hold a second open day" in page(Client(), "hearing")


def test_a_meeting_is_logged_promised_and_reported_back(client: Client) -> None:
    meeting = {"organisation": "Exampleton Deaf Club", "community": "Deaf people", "place": "Club house", "people": 14}
    line = {"community": "Deaf people", "channel": "An evening", "why": "Few", "people": 20, "owner": "Team"}
    post(client, "add_target", **line, **day("due_on", "1 3 2026"))
    counted = {**meeting, "target": Target.objects.get().pk}
    post(client, "add_meeting", **counted, said="Nobody can ring 101.", **day("met_on", "1 3 2020"))
    found = Meeting.objects.get()
    assert (found.target, Target.objects.get().reached) == (Target.objects.get(), 14)
    assert "Exampleton Deaf Club" in page(client, "target", Target.objects.get().pk)
    post(client, "meeting", found.pk, text="Offer text relay", **day("report_by", "1 4 2020"))
    promise = Promise.objects.get()
    assert [item.due_on for item in promises_due(making.PLANNED)] == [promise.report_by]
    assert "Late" in page(client, "engagement")
    assert "Offer text relay" not in page(Client(), "hearing")
    post(client, "report_back", promise.pk, did="Text relay works since May.")
    assert "We did: Text relay works since May." in page(Client(), "hearing")
    assert client.get(reverse("communities:report_back", args=[promise.pk])).status_code == 404


def test_a_table_is_loaded_or_its_mistakes_are_listed(client: Client) -> None:
    values = {"title": "Age in 2025", "characteristic": "age", "source": "ONS"}
    wrong = SimpleUploadedFile("a.csv", b"category,people\na,x\nb,2")
    assert "Row 2, people: write a whole number" in post(client, "load_table", **values, file=wrong)
    right = SimpleUploadedFile("a.csv", b"category,people\na,1\nb,2")
    assert "Age in 2025" in post(client, "load_table", **values, file=right)
    reference = queries.tables()[-1].key
    assert "has been removed" in post(client, "remove_table", reference)


PLAN = {
    "title": "Being kept informed",
    "topic": "News of the case",
    "starts": "18:30",
    "place": "Library",
    "access": "Step-free",
    "incentive": "£30",
    "guide": "Welcome",
    "size": 4,
    **day("held_on", "14 4 2026"),
}


def test_a_group_is_planned_recruited_and_drawn(client: Client, programme: Programme) -> None:
    quotas = "\n".join(f"{q.feature},{q.value},{q.low},{q.high}" for q in making.QUOTAS)
    plan = {**PLAN, "programme": programme.slug}
    assert "row 2, low: write a whole number" in post(client, "plan_group", **plan, quotas="age,a,x,2")
    assert "row 2, high: write a whole number" in post(client, "plan_group", **plan, quotas=f"age,a,1,{'9' * 4400}")
    assert "quotas of age ask for 1 to 2 people" in post(client, "plan_group", **plan, quotas="age,a,1,2")
    assert "Enter a smaller number" in post(client, "plan_group", **{**plan, "size": "40000"}, quotas=quotas)
    assert "has been planned" in post(client, "plan_group", **plan, quotas=quotas)
    group = FocusGroup.objects.get()
    assert [item.due_on for item in groups_at_work(making.PLANNED)] == [making.MEETING]
    for number, consent in enumerate(making.make_consents(programme, 8)):
        values = {"feature_0": "18 to 34" if number % 3 else "35 and over", "feature_1": ("male", "female")[number % 2]}
        post(client, "recruit", group.reference, consent.reference, **values, needs="")
    nobody = client.get(reverse("communities:to_recruit", args=[group.reference]), follow=True)
    assert "nobody left to ask" in words(nobody)
    assert "has been drawn" in post(client, "draw", group.reference)
    certificate = client.get(reverse("communities:certificate", args=[group.reference, 1]))
    assert certificate.json()["pool"] == 8
    pool = client.post(reverse("communities:pool", args=[group.reference]))
    assert pool.content.decode().startswith("reference,household,age,sex")
    assert "panel is complete" in post(client, "replace", group.reference)
    person = making.panel_of(group)[0]
    assert "You are invited" in page(client, "person", person.pk)
    assert "They declined" in post(client, "answer", person.pk, accepts="no")
    assert "Replacements have been drawn" in post(client, "replace", group.reference)


def test_what_was_said_is_coded_quoted_and_published(
    client: Client, programme: Programme, user_with_role: Callable[[Role], User]
) -> None:
    writer, colleague = user_with_role(Role.RESEARCHER), make_user(Role.RESEARCHER, "Colleague", signed=False)
    group = making.coded(programme, writer, colleague)
    assert "What was said" in page(client, "words", group.reference)
    passage = queries.passages(group)[0]
    assert "Nobody rang me back" in page(client, "passage", passage.pk)
    assert "has been coded" in post(client, "passage", passage.pk, themes=[group.themes.first().pk])
    assert "waits" in post(client, "quote", passage.pk, theme=group.themes.first().pk, text="nobody rang me back")
    quotation = Quotation.objects.get()
    assert "another person must approve it" in post(client, "approve_quotation", quotation.pk)
    summaries = {f"theme_{theme.pk}": f"They spoke of {theme.name}." for theme in group.themes.all()}
    post(client, "edit_report", group.reference, text="Three people met.", **summaries)
    other = Client()
    other.force_login(colleague)
    assert "has been approved" in post(other, "approve_quotation", quotation.pk)
    post(client, "edit_report", group.reference, text="Three people met.", **summaries)
    assert "another person must approve it" in post(client, "decide_report", group.reference, decision="approve")
    assert Client().get(reverse("communities:report", args=[group.reference])).status_code == 404
    shown = other.get(reverse("communities:group", args=[group.reference])).content.decode()
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    assert "is public" in post(other, "decide_report", group.reference, decision="approve", seen=seen)
    public = page(Client(), "report", group.reference)
    assert "This is qualitative" in public
    assert "nobody rang me back" in public
    assert "needle" not in public
    assert group.title in page(Client(), "hearing")


def test_who_came_is_said_once_the_day_has_come(client: Client, programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    for one in making.panel_of(group):
        post(client, "answer", one.pk, accepts="yes")
    chosen = [str(one.pk) for one in making.panel_of(group)[:2]]
    assert "has been held" in post(client, "attendance", group.reference, attended=chosen)
    assert "Write the report" in page(client, "group", group.reference)
    assert client.get(reverse("communities:attendance", args=[group.reference])).status_code == 404


def test_the_overview_leads_to_everything(client: Client, programme: Programme) -> None:
    assert programme.name in page(client, "index")
    assert "No comparison has been made yet" in page(client, "survey", programme.slug)
    assert "No results have been returned" in post(client, "survey", programme.slug)
    for name in ("tables", "coverage", "engagement", "groups", "plan_group", "add_target", "add_meeting"):
        page(client, name)
