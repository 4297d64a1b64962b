"""The researchers' pages say what was done, or in one line why not, and keep what was entered."""

import re
from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.consultations.making import (
    OPEN,
    OVER,
    WRITTEN,
    Person,
    as_form,
    author,
    closed,
    make_draft,
    make_open,
    reviewer,
    store_people,
)
from tests.fieldwork.views.pages import words

from aftercall.consultations.models import OUTCOME, Consultation
from aftercall.consultations.operations import flooding, moderating, releasing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def robin(client: Client, now: list[datetime]) -> Client:
    """Whoever wrote the consultation, signed in on the day of writing."""
    now.append(WRITTEN)
    client.force_login(author())
    return client


@pytest.fixture
def sam() -> Client:
    """Another researcher, signed in."""
    client = Client()
    client.force_login(reviewer())
    return client


def post(client: Client, name: str, *, slug: str = "priorities", **data: object) -> str:
    return words(client.post(reverse(f"consultations:{name}", args=[slug]), data, follow=True))


def test_a_draft_is_changed_sent_back_and_taken_back(robin: Client, sam: Client) -> None:
    make_draft()
    form = as_form()
    early = post(robin, "edit", **form | {"closes_on_1": 5})
    assert "Enter a closing day that is not before the opening day" in early
    assert "The draft has been saved" in post(robin, "edit", **form | {"title": "What comes first"})
    taken = robin.post(reverse("consultations:new"), form | {"slug": "priorities"})
    assert "Another page has this address" in words(taken)
    twice = post(robin, "edit", **form | {"areas": "E06000047 County Durham\n\nE06000047 Durham"})
    assert "Line 3: E06000047 is in the list before" in twice
    assert "sent for approval" in post(robin, "submit")
    assert "Enter" in post(sam, "send_back")
    assert "has been sent back" in post(sam, "send_back", reason="Say who decides.")
    assert "Say who decides." in words(robin.get(reverse("consultations:overview", args=["priorities"])))
    post(robin, "submit")
    shown = sam.get(reverse("consultations:overview", args=["priorities"])).content.decode()
    (seen,) = re.findall(r'name="seen" value="(\w+)"', shown)
    assert "on the public site" in post(sam, "approve", seen=seen)
    assert "draft again" in post(robin, "take_back")
    assert "has been discarded" in post(robin, "discard")
    assert not Consultation.objects.exists()


def test_nothing_is_taken_back_closed_or_discarded_at_the_wrong_time(robin: Client, now: list[datetime]) -> None:
    make_open()
    now.append(OPEN)
    assert "has opened, so it can no longer be taken back" in post(robin, "take_back")
    assert "People can answer until the end of the closing day" in post(robin, "close")
    assert "only discard a draft" in post(robin, "discard")
    assert "Anyone can answer this consultation, so no addresses are drawn" in post(
        robin, "draw", file=SimpleUploadedFile("a.csv", b"address_ref,line1,line2,town,postcode\n1,a,,b,c\n"), size=1
    )
    for name in ("letters", "certificate"):
        assert "What to do next" in words(robin.get(reverse(f"consultations:{name}", args=["priorities"]), follow=True))
    now.append(OVER)
    assert "has been closed" in post(robin, "close")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (b"age,16_to_24,5\nage,25_to_34,6\n", "Answers will be weighted to this population"),
        (b"age,16_to_24,many\n", "The file, row 2, people: enter a number of people"),
        (b"age,16_to_24,5\n", "at least two categories of ‘age’"),
        (b"age,16_to_24,5\nage,25_to_34,0\n", "more than 0 in each"),
    ],
)
def test_the_population_is_set_from_a_file(rows: bytes, says: str, robin: Client) -> None:
    make_draft()
    file = SimpleUploadedFile("population.csv", b"characteristic,category,people\n" + rows)
    assert says in post(robin, "population", file=file)


def test_parts_of_the_results_are_released_with_a_day_a_time_and_a_reason(
    robin: Client, sam: Client, now: list[datetime]
) -> None:
    made = make_open()
    assert "Close the consultation first" in post(robin, "outcome", decision="More officers", account="We read all")
    store_people(made, [Person({"confidence": "agree", "wish": f"Wish {number}"}) for number in range(12)])
    now.append(OVER)
    made = closed(made)
    assert "Close the consultation and look for floods first" in post(robin, "parts", action="prepare", parts=["top"])
    flooding.look(consultation=made, actor=author(), at=OVER)
    assert "Enter" in post(robin, "outcome")
    assert "saved as a draft" in post(robin, "outcome", decision="More officers", account="We read all")
    page = robin.get(reverse("consultations:outcome", args=["priorities"])).content.decode()
    assert "More officers" in page
    assert "Record evidence for ‘What people said" in post(robin, "parts", action="send", parts=[OUTCOME])
    assert "Choose at least one part. The outcome" in post(robin, "parts", action="prepare", parts=[OUTCOME])
    assert "12 texts are waiting" in post(robin, "parts", action="prepare", parts=["wish"])
    post(robin, "parts", action="prepare", parts=["confidence", "top"])
    assert "1 part has been discarded" in post(robin, "parts", action="discard", parts=["top"])
    post(robin, "parts", action="send", parts=["confidence"])
    approve = {"action": "approve", "parts": ["confidence"], "seen": list(releasing.seen(made)), "time": "9:30am"}
    day = {"day_0": 1, "day_1": 12, "day_2": 2026}
    assert "Enter the day of publication" in post(sam, "parts", **approve)
    assert "Enter a time, such as 9:30am" in post(sam, "parts", **approve | day | {"time": "soon"})
    assert "have not passed" in post(sam, "parts", **approve | day | {"day_2": 2025})
    assert "within a year" in post(sam, "parts", **approve | day | {"day_2": 2029})
    assert "prepared again since" in post(sam, "parts", **approve | day | {"seen": ["x", "0"]})
    assert "1 part has been approved" in post(sam, "parts", **approve | day)
    assert "1 part has been taken back" in post(robin, "parts", action="take_back", parts=["confidence"])
    assert "Results by part" in post(robin, "parts", action="nothing")


def test_a_text_is_decided_on_once_and_not_put_back_while_it_is_prepared(robin: Client, now: list[datetime]) -> None:
    made = make_open()
    store_people(made, [Person({"wish": "More buses"})])
    now.append(OVER)
    made = closed(made)
    (text,) = moderating.waiting(made)
    decided = {"response": text.response.pk, "question": "wish", "text": " "}
    assert "Enter the text as it is shown" in post(robin, "moderate", **decided, decision="show")
    assert "Every text has been decided on" in post(robin, "moderate", **decided, decision="abuse")
    flooding.look(consultation=made, actor=author(), at=OVER)
    post(robin, "parts", action="prepare", parts=["wish"])
    again = post(robin, "decided", decision=made.moderations.get().pk)
    assert "have been prepared" in again
