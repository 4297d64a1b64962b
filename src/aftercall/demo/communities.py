"""Hearing all communities: what is missing, the coverage plan, engagement, and focus groups held and to come."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import FocusGroup, Theme
from aftercall.communities.operations import attending, coding, coverage, engagement, groups, reporting
from aftercall.communities.operations.tables import compare_survey
from aftercall.communities.sealing import open_answers
from aftercall.communities.states import CandidateState
from aftercall.core.errors import Refused
from aftercall.methods.sortition import Quota
from aftercall.programmes.models import Programme

_POOL = 40
_SIZE = 8
_FIRST_ASKED = 5
_AGES = ("16 to 34", "35 to 54", "55 and over")
_QUOTAS = (
    *(Quota("age", age, 2, 4) for age in _AGES),
    Quota("sex", "female", 3, 5),
    Quota("sex", "male", 3, 5),
    Quota("disabled", "yes", 2, 4),
    Quota("disabled", "no", 4, 6),
)
_NEEDS = ("", "", "A hearing loop", "", "A taxi home", "", "", "A Polish interpreter")
# Community, how, why, people, heard, days until it is due, and what is done about the gap.
_TARGETS = (
    (
        "Muslim residents",
        "Open day of the mosque in Darlington",
        "Fewer were interviewed than live here, by the census.",
        25,
        27,
        -20,
        "",
    ),
    (
        "Deaf people",
        "Evening with the Deaf club, with two interpreters",
        "They cannot be rung as others are.",
        12,
        5,
        -5,
        "Hold a second evening, with the club’s own interpreter",
    ),
    ("Gypsy, Roma and Traveller people", "Visit with the council’s liaison team", "Nobody said so.", 15, 0, -2, ""),
    ("People aged 16 to 24", "Stall at the college in Durham", "They answer the telephone least.", 40, 18, 30, ""),
)
_DONE = "Agree a day with the club and book its interpreter"
_TRANSCRIPT = """After the first week nobody rang me. I only found out from the paper that it was closed.

The officer who came was kind and took her time. She explained what would happen next.

I did not know whom to ring. The number on the letter went to an answering machine.

A text would have done. I do not need a visit, I need to know that it is not forgotten.

He wrote down everything I said and read it back to me. That meant a lot.

Every time I rang I had to tell it all again, to somebody new.

They said two weeks. It was two months, and I was the one who rang.

When the case was closed I got a letter, but no reason.

The lady at the desk was patient, she could see that I was upset.

My hearing is not good. They kept ringing, although I had asked for a text."""
_THEMES = (
    ("Being kept informed", "Whether and how people heard about the progress of their case.", "informed"),
    ("Kindness and respect", "How officers and staff treated the person.", "treatment"),
    ("Whom to turn to", "Knowing whom to ask, and reaching them.", "contact"),
)
# The themes that the first and the second coder found in each passage.
_FIRST_CODES = ("0", "1", "2", "0", "1", "2", "0", "0", "1", "0")
_SECOND_CODES = ("0", "1", "2", "0", "1", "02", "0", "0", "1", "2")
# Passage, theme and words.
_QUOTED = (
    (3, 0, "I do not need a visit, I need to know that it is not forgotten."),
    (4, 1, "He wrote down everything I said and read it back to me. That meant a lot."),
    (5, 2, "Every time I rang I had to tell it all again, to somebody new."),
)
_SUMMARIES = (
    "People minded silence more than bad news. A text message at agreed times would have done for several.",
    "Officers were described as kind and patient. Being listened to without hurry was remembered months later.",
    "Several did not know whom to ring, and told their story again to somebody new each time.",
)


def hear_communities(*, programme: Programme, researcher: User, reviewer: User, at: datetime) -> None:
    """Leave something of each kind. Without people who agreed to be asked there is no focus group."""
    with suppress(Refused):  # a small demo has too few interviews
        compare_survey(programme=programme, actor=researcher, at=at)
    _plan_coverage(researcher, at)
    _engage(researcher, at)
    consents = queries.may_be_asked(programme)[: 2 * _POOL]
    if consents.count() >= _POOL + _SIZE:
        _hold(_recruited(programme, researcher, "Hearing about your case", at, days=0), researcher, reviewer, at)
        _invite_some(_recruited(programme, researcher, "Reporting a crime online", at, days=24), researcher, at)
        _recruited(programme, researcher, "The first call", at, days=45, people=_FIRST_ASKED)


def _plan_coverage(actor: User, at: datetime) -> None:
    today = timezone.localdate(at)
    for community, channel, why, people, heard, days, task in _TARGETS:
        due_on = today + timedelta(days=days)
        line = coverage.PlannedLine(community, channel, why, people, due_on, "Engagement team", assigned_to=actor)
        target = coverage.add_target(line=line, actor=actor, at=at)
        coverage.record_reached(target=target, people=heard, actor=actor, at=at)
        if task:
            soon = today + timedelta(days=21)
            first, _ = (
                coverage.raise_task(target=target, text=text, owner="Engagement team", due_on=soon, actor=actor, at=at)
                for text in (_DONE, task)
            )
            coverage.finish_task(task=first, actor=actor, at=at)
    coverage.raise_tasks_about_gaps(at=at)


def _engage(actor: User, at: datetime) -> None:
    today = timezone.localdate(at)
    club = engagement.log_meeting(
        organisation="Exampleton Deaf Club",
        community="Deaf people",
        met_on=today - timedelta(days=40),
        place="The club’s house",
        people=14,
        said="Members cannot ring 101. Text relay is slow. They would like to be asked by text or in person.",
        actor=actor,
        at=at,
    )
    kept = engagement.promise(
        meeting=club,
        text="Ask members by text message, not by telephone",
        report_by=today,
        action="",
        actor=actor,
        at=at,
    )
    engagement.report_back(
        made=kept, did="From February, people who ask for it get a text message first.", actor=actor, at=at
    )
    mosque = engagement.log_meeting(
        organisation="Exampleton Mosque",
        community="Muslim residents",
        met_on=today - timedelta(days=22),
        place="Community room",
        people=27,
        said="People do not know how to report hate crime, and fear that nothing comes of it.",
        actor=actor,
        at=at,
    )
    in_a_week = today + timedelta(days=7)
    engagement.promise(
        meeting=mosque,
        text="Bring figures of what came of reports of hate crime",
        report_by=in_a_week,
        action="",
        actor=actor,
        at=at,
    )


def _recruited(
    programme: Programme, actor: User, title: str, at: datetime, *, days: int, people: int = _POOL
) -> FocusGroup:
    """A group for which so many people said that they would come, meeting in so many days. One more would not."""
    group = groups.plan_group(
        programme=programme,
        title=title,
        topic="How people want to hear about their case, from the first call to its end.",
        arrangements=groups.Arrangements(
            held_on=timezone.localdate(at) + timedelta(days=days),
            starts=time(18, 30),
            place="Exampleton Library, room 2",
            access="Step-free entrance, hearing loop, interpreters on request.",
            incentive="a £30 voucher and the fare",
            guide="Welcome, ground rules (10 minutes)\nWhat happened after you reported it? (25 minutes)\n"
            "What would have helped? (25 minutes)\nThe one thing to change (15 minutes)",
        ),
        size=_SIZE,
        quotas=_QUOTAS,
        actor=actor,
        at=at,
        seed=title.encode().ljust(32, b"."),
    )
    answers = _answers(Random(title))  # noqa: S311 - a simulation
    reluctant, *willing = queries.to_recruit(group)[: people + 1]
    groups.keep_refusal(group=group, consent=reluctant, actor=actor, at=at)
    for consent, (values, needs) in zip(willing, answers, strict=False):
        groups.recruit(group=group, consent=consent, values=values, needs=needs, actor=actor, at=at)
    return group


def _invite_some(group: FocusGroup, actor: User, at: datetime) -> None:
    """Draw the panel. Half of it has accepted, and what the first of them needs is arranged."""
    groups.draw_group(group=group, actor=actor, at=at)
    panel = [one for one in queries.candidates(group) if one.state == CandidateState.DRAWN]
    for one in panel[: _SIZE // 2]:
        attending.answer_invitation(candidate=one, accepts=True, actor=actor, at=at)
    if needing := [one for one in panel if (answers := open_answers(one)) and answers.needs]:
        attending.arrange_needs(candidate=needing[0], actor=actor, at=at)


def _answers(chance: Random) -> Iterator[tuple[dict[str, str], str]]:
    """What people answer, older people more often than there are."""
    while True:
        values = {
            "age": chance.choices(_AGES, (2, 3, 5))[0],
            "sex": chance.choice(("female", "male")),
            "disabled": chance.choices(("yes", "no"), (3, 7))[0],
        }
        yield values, chance.choice(_NEEDS)


def _hold(group: FocusGroup, first: User, second: User, at: datetime) -> None:
    """Draw the panel, replace who declines, hold the group, code what was said, and publish a report."""
    groups.draw_group(group=group, actor=first, at=at)
    _invite(group, first, at)
    accepted = [one.pk for one in queries.candidates(group) if one.state == CandidateState.ACCEPTED]
    attending.hold(group=group, attended=set(accepted[:-1]), actor=first, at=at)
    coding.add_transcript(group=group, text=_TRANSCRIPT, actor=first, at=at)
    themes = [
        coding.add_theme(group=group, name=name, meaning=meaning, measure=measure, actor=first, at=at)
        for name, meaning, measure in _THEMES
    ]
    _code(group, themes, (first, second), at)
    for theme, summary in zip(themes, _SUMMARIES, strict=True):
        coding.summarise(theme=theme, summary=summary, actor=first, at=at)
    text = "Seven people who had reported a crime met for an evening, with a facilitator and a note taker."
    report = reporting.write_report(group=group, text=text, actor=first, at=at)
    reporting.approve_report(report=report, actor=second, at=at)


def _invite(group: FocusGroup, actor: User, at: datetime) -> None:
    """The first of the panel declines and is replaced; the others accept."""
    declined = False
    while waiting := [one for one in queries.candidates(group) if one.state == CandidateState.DRAWN]:
        for one in waiting:
            attending.answer_invitation(candidate=one, accepts=declined, actor=actor, at=at)
            declined = True
        try:
            groups.replace(group=group, actor=actor, at=at)
        except Refused:  # nobody is left to be replaced
            return


def _code(group: FocusGroup, themes: Sequence[Theme], coders: tuple[User, User], at: datetime) -> None:
    passages = list(queries.passages(group))
    for coder, codes in zip(coders, (_FIRST_CODES, _SECOND_CODES), strict=True):
        for passage, found in zip(passages, codes, strict=True):
            coding.code(passage=passage, themes=[themes[int(number)] for number in found], actor=coder, at=at)
    for number, theme, text in _QUOTED:
        quotation = coding.propose_quotation(
            passage=passages[number], theme=themes[theme], text=text, actor=coders[0], at=at
        )
        coding.approve_quotation(quotation=quotation, actor=coders[1], at=at)
