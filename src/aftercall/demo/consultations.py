"""The consultations of the demo: one closed and published, with a flood of copies; one open; one to approve."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consultations import policies
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.demographics import Area
from aftercall.consultations.inviting import Address
from aftercall.consultations.models import OUTCOME, PEOPLE, Consultation, Principle, Rule
from aftercall.consultations.operations import (
    answering,
    closing,
    flooding,
    inviting,
    moderating,
    preparing,
    releasing,
)
from aftercall.consultations.operations.preparing import Content
from aftercall.core.pdf import pdf

PRIORITIES, COUNTERS, ROADS = "policing-priorities-2026", "front-counters", "safer-roads"
AREAS = (Area("E06000047", "County Durham"), Area("E06000005", "Darlington"))
# Mid-2020 population estimates (Office for National Statistics, Open Government Licence v3.0).
POPULATION = {
    "age": {
        "16_to_24": 70_572.0,
        "25_to_34": 77_967.0,
        "35_to_44": 72_619.0,
        "45_to_54": 85_550.0,
        "55_to_64": 88_731.0,
        "65_to_74": 74_006.0,
        "75_and_over": 59_707.0,
    },
    "area": {"E06000047": 441_872.0, "E06000005": 87_280.0},
}
_FIRST_DAY, _DAYS = date(2025, 9, 15), 62
_HONEST, _COPIES, _DRAWN, _SO_FAR = 120, 40, 25, 8
_WISHES = (
    "More officers on foot in the town centre at night",
    "Please do something about the quad bikes on the old railway line",
    "Answer the 101 number. I waited forty minutes",
    "Talk to young people before they get into trouble",
    "My neighbour Mr Example at number 4 deals drugs",
    "Speeding past the primary school every morning",
    "Keep doing what you do, the officer who came to us was very kind",
    "Tell us what happened after we reported the burglary",
)
_COPY = (
    "Do not close the front counter in our town. Many of us cannot use a website, and a plan that was made without "
    "us should not be carried out"
)
_FRONTS = ("", "Dear Sir or Madam, ", "As a resident, ", "Please: ")
_LEVELS = ("very_important", "fairly_important", "not_very_important", "not_at_all_important", "dont_know")
_AGREE = ("strongly_agree", "agree", "neither", "disagree", "strongly_disagree", "dont_know")
_SAFE = ("very_safe", "fairly_safe", "not_very_safe", "not_at_all_safe")
_TOPICS = ("visible", "quick", "theft", "antisocial", "abuse", "roads", "fraud")
_FIELDS = (PEOPLE, "visible", "safe_night", "confidence", "wish")
_WAITING = ("safe_day",)


@dataclass(frozen=True)
class Authors:
    """Who writes, and who approves."""

    author: User
    reviewer: User


def announce(*, by: Authors, at: datetime) -> Consultation:
    """Approve the consultation that will be closed and published, and draw addresses for it."""
    opens = max(_FIRST_DAY, timezone.localdate(at) + timedelta(days=1))
    content = _content(
        "Policing priorities for 2026",
        "What should the police do first next year? We would like to hear from everybody who lives or works here.",
        opens,
        opens + timedelta(days=_DAYS),
        entry="both",
    )
    made = _approved(PRIORITIES, content, by, at)
    addresses = [Address(f"ADDRESS{n:04}", (f"{n} Sample Street", "Exampleton", "DH1 1AA")) for n in range(1, 1_201)]
    inviting.draw_addresses(consultation=made, addresses=addresses, size=_DRAWN + 20, actor=by.author, at=at)
    return made


def finish(*, by: Authors, seed: int, at: datetime) -> None:
    """Publish the one that was announced, open another one, and leave a draft to approve."""
    _publish(Consultation.objects.get(slug=PRIORITIES), by=by, seed=seed, at=at)
    _open_now(by=by, seed=seed, at=at)


def _publish(consultation: Consultation, *, by: Authors, seed: int, at: datetime) -> None:
    """Let people answer, close the consultation, and publish its results but for a part that waits for approval."""
    rng = Random(f"{seed} consultation")  # noqa: S311 - a simulation
    _answer(consultation, rng)
    preparing.set_margins(consultation=consultation, margins=POPULATION, actor=by.author, at=at)
    consultation = closing.close(consultation=consultation, actor=by.author, at=at)
    flooding.look(consultation=consultation, actor=by.author, at=at)
    _moderate(consultation, by.reviewer, at)
    _record(consultation, Principle.TAKEN_INTO_ACCOUNT, by.author, at)
    releasing.write_outcome(consultation=consultation, decision=_DECISION, account=_ACCOUNT, actor=by.author, at=at)
    parts = [*_FIELDS, *_WAITING]
    releasing.prepare(consultation=consultation, fields=parts, actor=by.author, at=at)
    releasing.send(consultation=consultation, fields=[OUTCOME, *parts], actor=by.author, at=at)
    releasing.approve(
        consultation=consultation,
        fields=[OUTCOME, *_FIELDS],
        publish_at=at,
        seen=releasing.seen(consultation),
        actor=by.reviewer,
        at=at,
    )
    releasing.publish_due(at=at)


def _open_now(*, by: Authors, seed: int, at: datetime) -> None:
    """One that is open, with a few answers, and a draft that waits for the second researcher."""
    today = timezone.localdate(at)
    content = _content(
        "The future of front counters",
        "How should people be able to speak to the police in person?",
        today,
        today + timedelta(days=84),
        layout="section",
    )
    opened = _approved(COUNTERS, content, by, at)
    rng = Random(f"{seed} open")  # noqa: S311 - a simulation
    for number in range(_SO_FAR):
        _submit(opened, _answers(rng), _about(rng), at + timedelta(minutes=7 * number), 240)
    opens = today + timedelta(days=30)
    content = _content("Safer roads", "Where do you feel unsafe?", opens, opens + timedelta(days=60))
    preparing.submit(consultation=_draft(ROADS, content, by, at), actor=by.author, at=at)


def _content(
    title: str, summary: str, opens_on: date, closes_on: date, *, layout: str = "question", entry: str = "anyone"
) -> Content:
    return Content(
        title=title,
        asked_by="Durham Constabulary",
        summary=summary,
        why="A new Police and Crime Plan is written every year. Nothing has been decided yet.\n\nMoney and officers "
        "are limited, so more of one thing means less of another.",
        decides="The Police and Crime Commissioner decides within three months of the closing day.",
        opens_on=opens_on,
        closes_on=closes_on,
        questionnaire="consultation_2",
        layout=layout,
        entry=entry,
        return_address="Freepost EXAMPLE CONSULTATION\nor any library in the county",
        areas=AREAS,
        months_kept=12,
    )


def _draft(slug: str, content: Content, by: Authors, at: datetime) -> Consultation:
    made = preparing.create(slug=slug, content=content, actor=by.author, at=at)
    part = {"kind": "paragraph", "text": content.why}
    plan = pdf("core/document.typ", {"title": "The plan", "introduction": "", "parts": [part], "footer": ""})
    preparing.add_document(consultation=made, title="The plan as it is now", content=plan, actor=by.author, at=at)
    preparing.add_event(
        consultation=made,
        title="Meet your commissioner",
        on=content.opens_on + timedelta(days=10),
        when="6pm to 8pm",
        where="Town Hall, Exampleton",
        actor=by.author,
        at=at,
    )
    for principle in (Principle.FORMATIVE, Principle.INFORMATION, Principle.TIME):
        _record(made, principle, by.author, at)
    return made


_EVIDENCE = {
    Principle.FORMATIVE: ("Nothing has been decided.", "Minutes of the planning meeting, item 3"),
    Principle.INFORMATION: ("The plan as it is now is on the page.", "The document on the public page"),
    Principle.TIME: ("People have more than eight weeks.", "Opening and closing day"),
    Principle.TAKEN_INTO_ACCOUNT: (
        "The commissioner read the results and all texts before deciding.",
        "Decision record, pages 2 to 7",
    ),
}
_DECISION = (
    "The commissioner decided that the front counters stay open, and that neighbourhood teams come first in the plan "
    "for 2026."
)
_ACCOUNT = (
    "Most people put being seen and coming quickly first, so both are now at the top of the plan. Many asked to keep "
    "the counters. We looked at the results with and without copies, and at people drawn at random: all pointed the "
    "same way."
)


def _record(consultation: Consultation, principle: Principle, actor: User, at: datetime) -> None:
    statement, evidence = _EVIDENCE[principle]
    preparing.record_evidence(
        consultation=consultation, principle=principle, statement=statement, evidence=evidence, actor=actor, at=at
    )


def _approved(slug: str, content: Content, by: Authors, at: datetime) -> Consultation:
    made = preparing.submit(consultation=_draft(slug, content, by, at), actor=by.author, at=at)
    return preparing.approve(consultation=made, seen=policies.seen(made), actor=by.reviewer, at=at)


def _answer(consultation: Consultation, rng: Random) -> None:
    """People answer over weeks, and somebody sends copies within two hours."""
    first = timezone.make_aware(datetime.combine(consultation.opens_on, time(9)))
    seconds = (_DAYS - 1) * 86_400
    for _ in range(_HONEST):
        _submit(consultation, _answers(rng), _about(rng), first + timedelta(seconds=rng.random() * seconds), 300)
    start = first + timedelta(days=20)
    for _ in range(_COPIES):
        _submit(consultation, _copied(rng), {}, start + timedelta(seconds=rng.random() * 7_200), 40)
    for (_, code), _ in zip(inviting.letters(consultation.sample), range(_DRAWN), strict=False):
        _submit(consultation, _answers(rng), _about(rng), first + timedelta(seconds=rng.random() * seconds), 300, code)


def _submit(
    consultation: Consultation,
    answers: dict[str, str],
    about: dict[str, str],
    at: datetime,
    seconds: float,
    code: str = "",
) -> None:
    draft, start = Draft(counted=answers, about=about, language="en"), at - timedelta(seconds=seconds)
    invitation = inviting.find(code) if code else None
    if invitation:
        token = inviting.start_with(invitation=invitation, draft=draft, at=start)
    else:
        token = answering.start(consultation=consultation, draft=draft, at=start)
    if response := answering.find(token):
        answering.submit(response=response, draft=draft, at=at)


def _answers(rng: Random) -> dict[str, str]:
    answers = {topic: rng.choices(_LEVELS, (40, 30, 18, 7, 5))[0] for topic in _TOPICS}
    answers["top"] = " ".join(topic for topic in _TOPICS if rng.random() < 0.35) or "dont_know"
    answers["safe_day"] = rng.choices(_SAFE, (45, 40, 10, 5))[0]
    answers["safe_night"] = rng.choices(_SAFE, (15, 35, 30, 20))[0]
    answers["confidence"] = rng.choices(_AGREE, (12, 38, 22, 16, 8, 4))[0]
    answers["wish"] = f"{rng.choice(_WISHES)}." if rng.random() < 0.15 else ""
    return answers


def _copied(rng: Random) -> dict[str, str]:
    answers = dict.fromkeys(_TOPICS, "very_important") | {"safe_day": "not_very_safe", "safe_night": "not_at_all_safe"}
    answers |= {"top": "visible", "confidence": "strongly_disagree"}
    return answers | {"wish": rng.choice(_FRONTS) + _COPY}


def _about(rng: Random) -> dict[str, str]:
    """Older people answer more readily than there are of them."""
    chosen = rng.choices(list(POPULATION["age"]), (4, 8, 11, 17, 23, 24, 13))[0]
    return dict(_said(rng, chosen))


def _said(rng: Random, age: str) -> Iterator[tuple[str, str]]:
    answers = {
        "age": age,
        "sex": rng.choice(("female", "male")),
        "area": rng.choices(("E06000047", "E06000005", "elsewhere"), (75, 20, 5))[0],
        "ethnic_group": rng.choices(("british", "other_white", "indian", "african"), (93, 3, 2, 2))[0],
        "religion": rng.choices(("none", "christian", "muslim"), (45, 52, 3))[0],
        "condition": rng.choices(("no", "yes"), (70, 30))[0],
        "limits": rng.choice(("a_lot", "a_little", "not_at_all")),
    }
    for name, value in answers.items():
        if rng.random() < 0.9 and not (name == "limits" and answers["condition"] == "no"):
            yield name, value


def _moderate(consultation: Consultation, actor: User, at: datetime) -> None:
    """Show one of the marked copies, take a name out of texts, and show the others."""
    moderating.withhold_marked_copies(consultation=consultation, actor=actor, at=at)
    for one in moderating.waiting(consultation):
        rule = Rule.PERSONAL.value if "Mr Example" in one.text else ""
        # A decision about a text is one about all that have the same words.
        if not consultation.moderations.filter(response=one.response).exists():
            moderating.decide(
                consultation=consultation,
                response=one.response,
                question=one.question,
                rule=rule,
                text=one.text,
                actor=actor,
                at=at,
            )
