"""Consultations with long labels, so that each of their pages has something to show on 4 March 2025."""

from datetime import UTC, date, datetime, timedelta

from tests.consultations.making import Person, author, make_draft, make_open, make_response, reviewer, store_people

from aftercall.consultations.models import OUTCOME, PEOPLE, Consultation, Principle
from aftercall.consultations.operations import closing, flooding, moderating, preparing, releasing

BEFORE = datetime(2025, 1, 1, 10, tzinfo=UTC)
NOW = datetime(2025, 3, 4, 9, tzinfo=UTC)


def make_published(word: str) -> tuple[Consultation, str]:
    """A consultation with published results, and the token of a link to answer another one that is open. There is also
    a draft. Their addresses are `every`, `every-open` and `every-draft`."""
    texts = {"title": f"Plan for {word}", "summary": word, "why": word, "decides": word, "return_address": word}
    closed = make_open("every", BEFORE, opens_on=date(2025, 1, 2), closes_on=date(2025, 2, 28), entry="both", **texts)
    answers = {"confidence": "agree", "visible": "very_important", "top": "visible quick"}
    people = [
        Person(answers | {"wish": f"{word} {number}" if number < 3 else ""}, {"sex": "female"}, at)
        for number in range(40)
        for at in (BEFORE + timedelta(days=2, hours=number),)
    ]
    store_people(closed, people)
    publish(closed, word)
    spring = {"opens_on": date(2025, 3, 1), "closes_on": date(2025, 3, 31)}
    make_draft(slug="every-draft", at=NOW, **spring, **texts)
    opened = make_open("every-open", NOW, entry="both", layout="section", **spring, **texts)
    event = {"title": word, "on": date(2025, 3, 9), "when": "6pm", "where": word}
    preparing.add_event(consultation=opened, **event, actor=author(), at=NOW)
    preparing.approve_event(event=opened.events.get(), actor=reviewer(), at=NOW)
    return closed, make_response(opened, answers, at=NOW)[1]


def publish(consultation: Consultation, word: str) -> None:
    """Close it, and publish everything but one text that waits."""
    robin, sam = author(), reviewer()
    consultation = closing.close(consultation=consultation, actor=robin, at=NOW)
    flooding.look(consultation=consultation, actor=robin, at=NOW)
    for one in moderating.waiting(consultation):
        given = {"response": one.response, "question": one.question, "rule": "", "text": f"{word} […]"}
        moderating.decide(consultation=consultation, **given, actor=sam, at=NOW)
    taken = {"principle": Principle.TAKEN_INTO_ACCOUNT, "statement": word, "evidence": word}
    preparing.record_evidence(consultation=consultation, **taken, actor=robin, at=NOW)
    releasing.write_outcome(consultation=consultation, decision=word, account=word, actor=robin, at=NOW)
    fields = [PEOPLE, "confidence", "top", "wish"]
    releasing.prepare(consultation=consultation, fields=fields, actor=robin, at=NOW)
    everything = [OUTCOME, *fields]
    releasing.send(consultation=consultation, fields=everything, actor=robin, at=NOW)
    seen = releasing.seen(consultation)
    releasing.approve(consultation=consultation, fields=everything, publish_at=NOW, seen=seen, actor=sam, at=NOW)
    releasing.publish_due(at=NOW)
