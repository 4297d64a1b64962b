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
from aftercall.communities.operations.coverage import TIME_FOR_GAP, raise_tasks_about_gaps
from aftercall.communities.waiting import (
    coverage_done,
    coverage_tasks,
    groups_at_work,
    promises_due,
    words_to_work_on,
)
from aftercall.core import clock
from aftercall.programmes.models import Programme

type SignIn = Callable[[Role | None], Client]


@pytest.fixture(autouse=True)
def clock_at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: making.AFTER)


@pytest.fixture
def client(client_signed_in_as: SignIn) -> Client:
    return client_signed_in_as(Role.RESEARCHER)


def post(client: Client, name: str, /, *args: object, **values: Any) -> str:
    """Send a form, and return the words of the page that follows."""
    response = client.post(reverse(f"communities:{name}", args=args), values, follow=True)
    return words(response)


def day(name: str, value: str) -> Mapping[str, str]:
    return dict(zip((f"{name}_0", f"{name}_1", f"{name}_2"), value.split(), strict=True))


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"communities:{name}", args=args))
    assert response.status_code == 200
    return words(response)


LINE = {"community": "Muslim residents", "channel": "Open day", "why": "None answered", "people": 20, "owner": "Team"}


def test_a_gap_raises_a_task_automatically_on_the_home_page_of_whoever_is_responsible(client: Client) -> None:
    other = make_user(Role.RESEARCHER, "colleague", signed=False)
    User.objects.update(joined_at=making.PLANNED)
    user = User.objects.exclude(pk=other.pk).get()
    post(client, "add_target", **LINE, **day("due_on", "15 4 2026"), assigned_to=other.pk)
    assert raise_tasks_about_gaps(at=making.PLANNED) == 0  # its day has not come
    assert (raise_tasks_about_gaps(at=making.AFTER), raise_tasks_about_gaps(at=making.AFTER)) == (1, 0)
    [item] = coverage_tasks(making.AFTER, other)
    assert item.text == "Decide how to reach those who have not been heard yet"
    assert item.due_on == making.AFTER.date() + TIME_FOR_GAP
    assert not list(coverage_tasks(making.AFTER, user))
    assert "To be done by 29 April 2026: Decide how to reach" in page(Client(), "hearing")


@pytest.mark.one_database
def test_a_line_of_the_plan_and_what_was_heard_can_be_corrected(client: Client) -> None:
    User.objects.update(joined_at=making.PLANNED)
    post(client, "add_target", **LINE, **day("due_on", "1 3 2026"), assigned_to=User.objects.get().pk)
    target = Target.objects.get()
    post(client, "reached", target.pk, people=120)
    assert "It was 120 before" in post(client, "reached", target.pk, people=12)
    assert "has been saved" in post(client, "reached", target.pk, people=12, corrects="on")
    changed = {**LINE, "people": 30, "assigned_to": User.objects.get().pk}
    assert "has been changed" in post(client, "change_target", target.pk, **changed, **day("due_on", "1 9 2026"))
    target.refresh_from_db()
    assert (target.reached, target.people, target.missing, target.due_on) == (12, 30, 18, date(2026, 9, 1))


def test_a_task_is_raised_and_everyone_reads_it(client: Client) -> None:
    User.objects.update(joined_at=making.PLANNED)
    user, other = User.objects.get(), make_user(Role.RESEARCHER, "colleague", signed=False)
    post(client, "add_target", **LINE, **day("due_on", "1 3 2026"), assigned_to=user.pk)
    target = Target.objects.get()
    assert "Gap" in page(client, "coverage")
    post(client, "reached", target.pk, people=12)
    task = {"text": "Hold a second open day", "owner": "Engagement team", "assigned_to": user.pk}
    assert "day from today" in post(client, "target", target.pk, **task, **day("due_on", "1 3 2020"))
    post(client, "target", target.pk, **task, **day("due_on", "1 3 2090"))
    assert raise_tasks_about_gaps(at=making.AFTER) == 0
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
    assert "Done on 15 April 2026: Hold a second open day" in page(Client(), "hearing")


def test_a_meeting_is_logged_promised_and_reported_back(client: Client) -> None:
    meeting = {"organisation": "Exampleton Deaf Club", "community": "Deaf people", "place": "Club house", "people": 14}
    User.objects.update(joined_at=making.PLANNED)
    post(client, "add_target", **LINE, **day("due_on", "1 3 2026"), assigned_to=User.objects.get().pk)
    counted = {**meeting, "target": Target.objects.get().pk}
    post(client, "add_meeting", **counted, said="Nobody can ring 101.", **day("met_on", "1 3 2020"))
    found = Meeting.objects.get()
    assert (found.target, Target.objects.get().reached) == (Target.objects.get(), 14)
    assert "Exampleton Deaf Club" in page(client, "target", Target.objects.get().pk)
    right = {"place": "Club house", "people": 4, "said": "Nobody can ring 101."}
    assert "has been corrected" in post(client, "correct_meeting", found.pk, **right, **day("met_on", "2 3 2020"))
    assert Target.objects.get().reached == 4
    post(client, "meeting", found.pk, text="Offer text relay", **day("report_by", "1 4 2020"))
    promise = Promise.objects.get()
    for wrong, says in (
        ({"met_on": "1 3 2036"}, "that has taken place"),
        ({"report_by": "1 4 2019"}, "after the meeting"),
    ):
        name = "correct_meeting" if "met_on" in wrong else "meeting"
        entered = {**right, "text": "a", **day(*next(iter(wrong.items())))}
        assert says in post(client, name, found.pk, **entered)
    nowhere = post(client, "meeting", found.pk, text="a", action="NOTHERE", **day("report_by", "1 4 2020"))
    assert "Choose an action" in nowhere
    assert [item.due_on for item in promises_due(making.PLANNED)] == [promise.report_by]
    assert "Late" in page(client, "engagement")
    assert "Offer text relay" not in page(Client(), "hearing")
    post(client, "report_back", promise.pk, did="Text relay works since May.")
    assert "We did: Text relay works since May." in page(Client(), "hearing")
    assert client.get(reverse("communities:report_back", args=[promise.pk])).status_code == 404


def test_a_table_is_loaded_or_its_mistakes_are_listed(client: Client) -> None:
    values = {"title": "Sex in 2025", "characteristic": "sex", "source": "ONS"}
    wrong = SimpleUploadedFile("a.csv", b"category,people\nFemale,x\nWomen,2")
    shown = post(client, "load_table", **values, file=wrong)
    assert "Row 2, people: write a whole number" in shown
    assert "Row 3, category: nobody can be in it; use one of: Female; Male" in shown
    right = SimpleUploadedFile("a.csv", b"category,people\nFemale,1\nMale,2")
    assert "Sex in 2025" in post(client, "load_table", **values, file=right)
    again = SimpleUploadedFile("a.csv", b"category,people\nFemale,1\nMale,2")
    assert "a table of this title already" in post(client, "load_table", **values, file=again)
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
    **day("held_on", "15 4 2026"),
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
    [item] = groups_at_work(making.PLANNED)
    assert (item.details, item.due_on) == ("0 people would come.", date(2026, 4, 15))
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
    address = "\n".join(["1 High Street"] * 8)
    assert "at most 7 lines" in post(client, "letter", person.pk, address=address, language="cy")
    letter = client.post(reverse("communities:letter", args=[person.pk]), {"language": "cy", "is_large": "on"})
    assert "has been saved" in post(client, "needs", person.pk, needs="A taxi")
    assert "A taxi" in page(client, "person", person.pk)
    assert "needs has been arranged" in post(client, "arrange", person.pk)
    assert "A taxi (arranged on 15 April 2026)" in page(client, "person", person.pk)
    assert letter.content.startswith(b"%PDF")
    assert "They declined" in post(client, "answer", person.pk, accepts="no")
    assert "Replacements have been drawn" in post(client, "replace", group.reference)


def test_what_was_said_is_coded_quoted_and_published(
    client: Client, programme: Programme, user_with_role: Callable[[Role], User]
) -> None:
    writer, colleague = user_with_role(Role.RESEARCHER), make_user(Role.RESEARCHER, "Colleague", signed=False)
    group = making.coded(programme, writer, colleague)
    assert "What was said" in page(client, "words", group.reference)
    passage = queries.passages(group)[0]
    shown = client.get(reverse("communities:passage", args=[passage.pk]))
    assert "Nobody rang me back" in words(shown)
    assert shown.content.decode().count(" checked") == 1  # what the same coder chose before
    assert "has been coded" in post(client, "passage", passage.pk, themes=[group.themes.first().pk])
    assert "is waiting" in post(client, "quote", passage.pk, theme=group.themes.first().pk, text="nobody rang me back")
    quotation = Quotation.objects.get()
    assert "another person must approve it" in post(client, "approve_quotation", quotation.pk)
    summaries = {f"theme_{theme.pk}": f"They spoke of {theme.name}." for theme in group.themes.all()}
    post(client, "edit_report", group.reference, text="Three people met.", **summaries)
    other = Client()
    other.force_login(colleague)
    assert [item.text for item in words_to_work_on(making.AFTER, colleague)] == [
        "Approve 1 quotation of Being kept informed"
    ]
    assert "has been approved" in post(other, "approve_quotation", quotation.pk)
    post(client, "edit_report", group.reference, text="Three people met.", **summaries)
    assert "another person must approve it" in post(client, "decide_report", group.reference, decision="approve")
    assert Client().get(reverse("communities:report", args=[group.reference])).status_code == 404
    shown = other.get(reverse("communities:group", args=[group.reference])).content.decode()
    assert "nobody rang me back" in shown  # whoever approves reads the quotations too
    seen = shown.partition('name="seen" value="')[2].partition('"')[0]
    assert "is public" in post(other, "decide_report", group.reference, decision="approve", seen=seen)
    public = page(Client(), "report", group.reference)
    assert "This is qualitative" in public
    assert "nobody rang me back" in public
    assert "needle" not in public
    certificate = reverse("communities:report_certificate", args=[group.reference, 1])
    assert Client().get(certificate).json()["seed_commitment"] == group.seed_commitment
    assert group.title in page(Client(), "hearing")


def test_who_came_is_said_once_the_day_has_come(client: Client, programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    url = reverse("communities:attendance", args=[group.reference])
    assert "Nobody has accepted" in words(client.get(url, follow=True))
    for one in making.panel_of(group):
        post(client, "answer", one.pk, accepts="yes")
    assert [item.text for item in groups_at_work(making.PLANNED)] == ["Prepare Being kept informed"]
    sheet = client.post(reverse("communities:sheet", args=[group.reference]))
    assert sheet.content.startswith(b"%PDF")
    chosen = [str(one.pk) for one in making.panel_of(group)[:2]]
    assert "has been held" in post(client, "attendance", group.reference, attended=chosen, thanked=chosen[:1])
    assert group.candidates.filter(incentive_given=True).count() == 1
    assert "Write the report" in page(client, "group", group.reference)
    assert client.get(reverse("communities:attendance", args=[group.reference])).status_code == 404


@pytest.mark.one_database
def test_a_group_is_changed_and_cancelled_and_another_one_closed(
    client: Client, programme: Programme, researcher: User
) -> None:
    group = making.recruited(programme, researcher)
    reference = group.reference
    waiting = making.make_consents(programme, 1)[0]
    assert "will not be asked for this group again" in post(client, "not_willing", reference, waiting.reference)
    assert "nobody left to ask" in words(client.get(reverse("communities:to_recruit", args=[reference]), follow=True))
    assert "Nobody on the panel has accepted yet" in post(client, "sheet", reference)
    assert client.get(reverse("communities:certificate", args=[reference, 1])).status_code == 404
    assert client.post(reverse("communities:pool", args=[reference])).status_code == 404
    assert "has been drawn" in post(client, "draw", reference)
    assert "has been drawn already" in post(client, "draw", reference)
    pool = client.post(reverse("communities:pool", args=[reference]))
    assert "needle" not in pool.content.decode()
    assert client.get(reverse("communities:certificate", args=[reference, 1])).json()["seed_commitment"]
    shown = client.get(reverse("communities:change_group", args=[reference])).content.decode()
    assert 'value="18:30"' in shown
    assert "Tell everybody on the panel" in words(client.get(reverse("communities:change_group", args=[reference])))
    person = making.panel_of(group)[0].pk
    assert "There is a problem" in words(client.post(reverse("communities:letter", args=[person]), {}))
    assert "has been cancelled" in post(client, "cancel_group", reference, reason="The hall is closed")
    assert "is not on the panel" in post(client, "arrange", person)

    done = making.held(programme, researcher)
    added = post(client, "add_words", done.reference, text="One more thing.\n\nAnd another.")
    assert "The passages have been added" in added
    assert "has been closed, and its words erased" in post(client, "close_group", done.reference, sure="yes")


@pytest.mark.one_database
def test_passages_are_coded_one_after_the_other(client: Client, programme: Programme, researcher: User) -> None:
    group = making.held(programme, researcher)
    user = User.objects.exclude(pk=researcher.pk).get(role=Role.RESEARCHER)
    post(client, "add_theme", group.reference, name="Access", meaning="Whether people could take part")
    assert [item.details for item in words_to_work_on(making.AFTER, user)] == ["3 passages left."]
    numbers = [one.pk for one in queries.passages(group)]
    assert "Passage 2 of 3" in post(client, "passage", numbers[0], themes=[group.themes.get().pk])
    assert "Passage 1 of 3" not in post(client, "passage", numbers[1])
    assert "Two people code every passage" in post(client, "passage", numbers[2])
    assert not list(words_to_work_on(making.AFTER, user))


def test_the_overview_leads_to_everything(client: Client, programme: Programme) -> None:
    assert programme.name in page(client, "index")
    assert "No comparison has been made yet" in page(client, "survey", programme.slug)
    assert "No results have been returned" in post(client, "survey", programme.slug)
    for name in ("tables", "coverage", "engagement", "groups", "plan_group", "add_target", "add_meeting"):
        page(client, name)
