"""From a closed consultation to published results: floods marked, texts moderated, parts released by two people."""

import csv
import io
import re
from datetime import timedelta
from random import Random

import pytest
from django.test import Client
from django.urls import reverse
from tests.consultations.making import (
    OPEN,
    OVER,
    Person,
    author,
    closed,
    make_open,
    record,
    reviewer,
    store_people,
)
from tests.fieldwork.making import stored_instrument
from tests.fieldwork.views.pages import words
from tests.instrument.tiny import asked, document

from aftercall.consultations import waiting
from aftercall.consultations.keys import open_answers
from aftercall.consultations.models import (
    OUTCOME,
    PEOPLE,
    Channel,
    Consultation,
    Flag,
    Moderation,
    Principle,
    Release,
    Sign,
)
from aftercall.consultations.operations import closing, flooding, moderating, preparing, releasing
from aftercall.consultations.results import shown
from aftercall.consultations.results.fields import content_of
from aftercall.consultations.results.reading import read_answers
from aftercall.consultations.results.shown import part_of
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.publication.states import PublicationState
from aftercall.questionnaires.queries import read_instrument

pytestmark = pytest.mark.django_db
COPY = "Keep the front counter in our town open, because many people here cannot use a website at all"
LATER = OVER + timedelta(days=7)


@pytest.fixture
def consultation(monkeypatch: pytest.MonkeyPatch) -> Consultation:
    """A closed consultation with 60 people of two ages, 25 copies, and 12 people drawn at random."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    rng, made = Random(5), make_open(entry="both")
    people = []
    for number in range(60):
        about = {"age": "65_to_74" if number % 3 else "25_to_34", "sex": rng.choice(["female", "male"])}
        answers = {"confidence": "agree" if number % 2 else "disagree", "wish": f"Wish {number}" if number < 3 else ""}
        answers |= {name: rng.choice(["very_important", "fairly_important"]) for name in ("visible", "quick", "theft")}
        answers["top"] = "visible quick" if number % 4 else "roads"
        people.append(Person(answers, about, OPEN + timedelta(hours=number)))
    copied = {"confidence": "strongly_disagree", "wish": COPY}
    people += [Person(copied, at=OPEN + timedelta(seconds=number)) for number in range(25)]
    drawn = {"channel": Channel.INVITED}
    people += [Person({"confidence": "agree"}, at=OPEN + timedelta(days=number), **drawn) for number in range(12)]
    store_people(made, people)
    return closed(made)


def moderate_all(consultation: Consultation) -> None:
    """Show every text, marked copies once."""
    sam = reviewer()
    moderating.withhold_marked_copies(consultation=consultation, actor=sam, at=OVER)
    while waiting := moderating.waiting(consultation):
        one = waiting[0]
        given = {"response": one.response, "question": one.question, "rule": "", "text": one.text}
        moderating.decide(consultation=consultation, **given, actor=sam, at=OVER)


def publish(consultation: Consultation, *fields: str) -> None:
    """Prepare, send, approve and publish parts."""
    robin, sam, chosen = author(), reviewer(), list(fields)
    releasing.prepare(consultation=consultation, fields=chosen, actor=robin, at=OVER)
    releasing.send(consultation=consultation, fields=chosen, actor=robin, at=OVER)
    seen = releasing.seen(consultation)
    releasing.approve(consultation=consultation, fields=chosen, publish_at=LATER, seen=seen, actor=sam, at=OVER)
    assert releasing.publish_due(at=LATER - timedelta(minutes=1)) == 0
    assert releasing.publish_due(at=LATER) == len(fields)


def test_results_are_published_part_by_part_with_and_without_copies(
    consultation: Consultation, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = flooding.look(consultation=consultation, actor=author(), at=OVER)
    assert (found.answers, found.marked) == (97, 25)
    moderate_all(consultation)
    assert client.get(reverse("consultations:results", args=["priorities"])).status_code == 404
    publish(consultation, PEOPLE, "confidence", "wish", "top")
    address = reverse("consultations:results", args=["priorities"])
    assert len(client.get(address, headers={"accept-encoding": "gzip"}).content) < 15_000  # bytes, as they are sent
    page = words(client.get(address))
    assert "25 answers look like copies" in page
    assert "60 people answered" in page
    assert "Self-selected" in page
    assert "Drawn at random" in page
    assert page.count(COPY) == 1
    assert "Read all texts" not in page
    monkeypatch.setattr(shown, "ON_RESULTS", 1)
    page = words(client.get(address))
    assert page.count("Wish") + page.count(COPY) == 1
    assert "Read all texts (4)" in page
    everything = words(client.get(reverse("consultations:texts", args=["priorities", "wish"])))
    assert everything.count("Wish") + everything.count(COPY) == 4
    assert client.get(reverse("consultations:texts", args=["priorities", "top"])).status_code == 404
    assert "How safe do you feel" not in page
    release = consultation.releases.get(field="confidence")
    opened, invited = release.content["channels"]
    agree = next(row for row in opened["content"]["rows"] if row["code"] == "agree")
    assert (agree["share"], agree["with_marked"]) == (0.5, round(30 / 85, 4))
    assert next(row for row in invited["content"]["rows"] if row["code"] == "agree")["low"] > 0.7
    rows = csv.DictReader(io.StringIO(client.get(reverse("consultations:results_csv", args=["priorities"])).text))
    ages = {row["group"]: row for row in rows if row["breakdown"] == "age" and row["answer"] == "agree"}
    assert ages["25_to_34"]["mark"] in {"", "c"}
    log = words(client.get(reverse("consultations:moderation_log", args=["priorities"])))
    assert "It was sent many times" in log


def test_weights_bring_back_the_population(consultation: Consultation) -> None:
    margins = {"age": {"25_to_34": 500.0, "65_to_74": 500.0}}
    preparing.set_margins(consultation=consultation, margins=margins, actor=author(), at=OVER)
    flooding.look(consultation=consultation, actor=author(), at=OVER)
    releasing.prepare(consultation=consultation, fields=["top"], actor=author(), at=OVER)
    content = consultation.releases.get(field="top").content["channels"][0]["content"]
    roads = next(row for row in content["rows"] if row["code"] == "roads")
    assert {row["weighted"] for row in content["rows"] if row["count"] == 0} == {0}
    young = sum(number % 4 == 0 for number in range(0, 60, 3)) / 20
    old = sum(number % 4 == 0 for number in range(60) if number % 3) / 40
    assert roads["weighted"] == pytest.approx((young + old) / 2, abs=0.001)
    assert roads["low"] < roads["weighted"] < roads["high"]
    with pytest.raises(Refused, match="have been prepared"):
        preparing.set_margins(consultation=consultation, margins={}, actor=author(), at=OVER)


def test_whoever_prepared_or_sent_a_part_cannot_approve_it(consultation: Consultation) -> None:
    robin, chosen = author(), {"consultation": consultation, "fields": ["confidence"]}
    with pytest.raises(Refused, match="look for floods"):
        releasing.prepare(**chosen, actor=robin, at=OVER)
    flooding.look(consultation=consultation, actor=robin, at=OVER)
    releasing.prepare(**chosen, actor=robin, at=OVER)
    releasing.send(**chosen, actor=robin, at=OVER)
    with pytest.raises(Refused, match="another person"):
        releasing.approve(**chosen, publish_at=LATER, seen=releasing.seen(consultation), actor=robin, at=OVER)
    shown = releasing.seen(consultation)
    releasing.refuse(**chosen, reason="Look again.", actor=reviewer(), at=OVER)
    assert consultation.releases.get().state == PublicationState.DRAFT
    releasing.prepare(**chosen, actor=robin, at=OVER)
    releasing.send(**chosen, actor=robin, at=OVER)
    with pytest.raises(Refused, match="prepared again since"):
        releasing.approve(**chosen, publish_at=LATER, seen=shown, actor=reviewer(), at=OVER)
    releasing.take_back(**chosen, actor=robin, at=OVER)
    with pytest.raises(Refused, match="with what was marked"):
        flooding.look(consultation=consultation, actor=robin, at=OVER)
    assert releasing.discard(**chosen, actor=robin, at=OVER) == 1


def test_the_outcome_needs_evidence_that_answers_were_taken_into_account(
    consultation: Consultation, client: Client
) -> None:
    robin, chosen = author(), {"consultation": consultation, "fields": [OUTCOME]}
    releasing.write_outcome(
        consultation=consultation, decision="The counter stays.", account="Because of you.", actor=robin, at=OVER
    )
    with pytest.raises(Refused, match="conscientiously taken into account"):
        releasing.send(**chosen, actor=robin, at=OVER)
    record(consultation, Principle.TAKEN_INTO_ACCOUNT, robin)
    releasing.send(**chosen, actor=robin, at=OVER)
    seen = releasing.seen(consultation)
    releasing.approve(**chosen, publish_at=LATER, seen=seen, actor=reviewer(), at=OVER)
    releasing.publish_due(at=LATER)
    page = reverse("consultations:results", args=["priorities"])
    assert "The counter stays." in words(client.get(page))
    releasing.withdraw(**chosen, reason="It was wrong.", actor=robin, at=LATER)
    shown = words(client.get(page))
    assert "withdrawn 9 September 2026: It was wrong." in shown
    assert "The counter stays." not in shown


@pytest.mark.parametrize(("drawn", "is_apart"), [(10, True), (9, False)])
def test_texts_of_people_drawn_at_random_are_never_mixed_with_others_unmarked(
    consultation: Consultation, drawn: int, *, is_apart: bool
) -> None:
    for channel in Channel:
        response = consultation.responses.filter(channel=channel).first()
        given = {"consultation": consultation, "response": response, "question": "wish", "text": channel.value}
        Moderation.objects.create(**given, by=reviewer(), at=OVER)
    opened = [one for one in read_answers(consultation) if one.channel == Channel.OPEN]
    invited = [one for one in read_answers(consultation) if one.channel == Channel.INVITED]
    instrument = read_instrument(consultation.instrument)
    content = content_of(consultation, instrument, "wish", [*opened, *invited[:drawn]])
    release = Release(field="wish", content=content, state=PublicationState.PUBLISHED)
    given_out = part_of([release], instrument).content
    assert given_out["mixed"] is not is_apart
    assert [(one["who"] != "", len(one["texts"])) for one in given_out["lists"]] == (
        [(True, 1), (True, 1)] if is_apart else [(False, 2)]
    )


def test_a_withdrawn_part_can_be_prepared_again_and_the_page_says_so(
    consultation: Consultation, client: Client
) -> None:
    robin, sam = author(), reviewer()
    flooding.look(consultation=consultation, actor=robin, at=OVER)
    moderate_all(consultation)
    publish(consultation, "wish", "confidence")
    shown = consultation.moderations.get(text="Wish 1")
    with pytest.raises(Refused, match="have been prepared"):
        moderating.reopen(consultation=consultation, decision=shown, actor=sam, at=LATER)
    reason = "It named somebody."
    releasing.withdraw(consultation=consultation, fields=["wish"], reason=reason, actor=robin, at=LATER)
    withdrawn = consultation.releases.get(field="wish")
    assert "Wish 1" not in str(withdrawn.content)
    assert moderating.reopen(consultation=consultation, decision=shown, actor=sam, at=LATER) == 1
    with pytest.raises(Refused, match="questions first: 1 text is waiting"):
        releasing.prepare(consultation=consultation, fields=["wish"], actor=robin, at=LATER)
    given = {"response": shown.response, "question": "wish", "rule": "personal", "text": ""}
    moderating.decide(consultation=consultation, **given, actor=sam, at=LATER)
    with pytest.raises(Refused, match="with what was marked"):
        flooding.look(consultation=consultation, actor=robin, at=LATER)
    publish(consultation, "wish")
    page = words(client.get(reverse("consultations:results", args=["priorities"])))
    assert "Published 9 September 2026 and withdrawn 9 September 2026: It named somebody." in page
    assert "Wish 2" in page
    assert "Wish 1" not in page
    assert consultation.releases.filter(field="wish").count() == 2
    client.force_login(robin)
    decided = words(client.get(reverse("consultations:decided", args=["priorities"])))
    assert "Put back by Sam Example" in decided
    staff = words(client.get(reverse("consultations:parts", args=["priorities"])))
    assert "It named somebody." in staff


def test_numbers_and_days_are_published_in_bands_which_stay_if_they_are_prepared_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    questions = asked("calls", "integer", dk_refused=True), asked("last", "date")
    stored_instrument(document(*questions, mode="self"))
    made = make_open(questionnaire="tiny_1")
    answers = [{"calls": str(number % 12), "last": f"{2020 + number % 6}-02-03"} for number in range(72)]
    store_people(made, [Person(one) for one in [*answers, *[{"calls": "dont_know"}] * 8]])
    made = closed(made)
    flooding.look(consultation=made, actor=author(), at=OVER)
    publish(made, "calls", "last")
    page = words(client.get(reverse("consultations:results", args=["priorities"])))
    assert "2 to 3 15%" in page
    assert "2020 17%" in page
    assert "Don't know" in page.replace("’", "'")
    rows = [*csv.DictReader(io.StringIO(client.get(reverse("consultations:results_csv", args=["priorities"])).text))]
    assert {"0_to_under_2", "10_to_under_12", "dont_know", "2020-01_to_under_2021-01"} <= {
        row["answer"] for row in rows
    }

    releasing.withdraw(consultation=made, fields=["calls"], reason="A mistake.", actor=author(), at=LATER)
    assert made.responses.first().delete()
    publish(made, "calls")
    first, second = made.releases.filter(field="calls")
    assert set(first.content) == {"kind", "label", "limits"}
    assert second.content["limits"] == first.content["limits"]


def test_copies_are_decided_about_again_with_their_text(consultation: Consultation, client: Client) -> None:
    flooding.look(consultation=consultation, actor=reviewer(), at=OVER)
    moderate_all(consultation)
    client.force_login(reviewer())
    page = reverse("consultations:decided", args=["priorities"])
    decision = consultation.moderations.get(text=COPY)
    assert "25 texts are waiting" in words(client.post(page, {"decision": decision.pk}, follow=True))
    assert len(moderating.waiting(consultation)) == 25
    assert "already put this text back" in words(client.post(page, {"decision": decision.pk}, follow=True))


def test_the_population_can_be_corrected_once_what_used_it_is_withdrawn(consultation: Consultation) -> None:
    robin = author()
    population = {"consultation": consultation, "actor": robin, "at": OVER}
    preparing.set_margins(**population, margins={"age": {"25_to_34": 500.0, "65_to_74": 500.0}})
    flooding.look(consultation=consultation, actor=robin, at=OVER)
    publish(consultation, "top")
    releasing.withdraw(consultation=consultation, fields=["top"], reason="Wrong year.", actor=robin, at=LATER)
    with pytest.raises(Refused, match="but keep its characteristics"):
        preparing.set_margins(**population, margins={"sex": {"female": 500.0, "male": 500.0}})
    preparing.set_margins(**population, margins={"age": {"25_to_34": 400.0, "65_to_74": 500.0}})


def test_texts_are_shown_only_once_somebody_has_decided(consultation: Consultation) -> None:
    sam = reviewer()
    flooding.look(consultation=consultation, actor=sam, at=OVER)
    assert Flag.objects.count() == 25
    with pytest.raises(Refused, match="questions first: 28 texts are waiting"):
        releasing.prepare(consultation=consultation, fields=["wish"], actor=sam, at=OVER)
    assert moderating.withhold_marked_copies(consultation=consultation, actor=sam, at=OVER) == 24
    first = next(one for one in moderating.waiting(consultation) if one.text == "Wish 1")
    given = {"consultation": consultation, "response": first.response, "question": "wish", "actor": sam, "at": OVER}
    moderating.decide(**given, rule="personal", text="")
    with pytest.raises(Refused, match="already decided"):
        moderating.decide(**given, rule="", text="")
    edited = next(one for one in moderating.waiting(consultation) if one.text == "Wish 2")
    given |= {"response": edited.response, "rule": "", "text": "Wish […]"}
    with pytest.raises(Refused, match="Enter the text as it is shown"):
        moderating.decide(**given | {"text": " "})
    moderating.decide(**given)
    shown = Moderation.objects.get(response=edited.response)
    assert (shown.text, shown.edited) == ("Wish […]", True)
    assert open_answers(edited.response)["wish"] == "Wish 2"
    closing.erase_past_retention(at=OVER + timedelta(days=400))
    assert not Moderation.objects.exclude(text="").exists()


def test_only_copied_texts_are_withheld_together(consultation: Consultation) -> None:
    flooding.look(consultation=consultation, actor=reviewer(), at=OVER)
    Flag.objects.update(sign=Sign.SAME_ANSWERS)
    assert moderating.withhold_marked_copies(consultation=consultation, actor=reviewer(), at=OVER) == 0


def test_the_pages_lead_from_closing_to_results(consultation: Consultation, client: Client) -> None:
    client.force_login(author())
    slug = [consultation.slug]
    assert "25 answers of 97" in words(client.post(reverse("consultations:floods", args=slug), follow=True))
    page = reverse("consultations:moderate", args=slug)
    assert "Marked" in words(client.get(page))
    client.post(page, {"copies": "yes"})
    for _ in range(4):
        current = moderating.waiting(consultation)[0]
        form = {"response": current.response.pk, "question": "wish", "decision": "show", "text": current.text}
        client.post(page, form)
    assert "Every text has been decided on" in words(client.get(page))
    parts = reverse("consultations:parts", args=slug)
    assert len(list(waiting.results_to_prepare())) == 1
    client.post(parts, {"action": "prepare", "parts": ["confidence", "wish"]})
    shown = words(client.post(parts, {"action": "send", "parts": ["confidence", "wish"]}, follow=True))
    assert "2 parts have been sent for approval" in shown
    other = Client()
    other.force_login(reviewer())
    form = {
        "action": "approve",
        "parts": ["confidence"],
        "seen": list(releasing.seen(consultation)),
        "day_0": 1,
        "day_1": 12,
        "day_2": 2026,
        "time": "9:30am",
    }
    assert "1 part has been approved" in words(other.post(parts, form, follow=True))
    refused = other.post(parts, {"action": "refuse", "parts": ["wish"], "time": "9:30am"})
    assert (refused.status_code, "Enter the reason" in words(refused)) == (422, True)
    shown = refused.content.decode()
    assert re.search(r'value="wish" checked', shown)
    assert 'value="9:30am"' in shown
    assert "Choose at least one part" in words(client.post(parts, {"action": "prepare"}))
