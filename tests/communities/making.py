"""A focus group and the people who agreed to be asked, brought by the operations to the state a test needs."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import Candidate, FocusGroup
from aftercall.communities.operations import attending, coding, coverage, engagement, groups, reporting, tables
from aftercall.communities.states import CandidateState
from aftercall.consents.models import Consent
from aftercall.consents.operations import GivenConsent, consent_rings, record_consent
from aftercall.methods.sortition import Quota
from aftercall.programmes.models import Programme

PLANNED = datetime(2026, 3, 2, 9, tzinfo=UTC)
MEETING = date(2026, 4, 14)
AFTER = datetime(2026, 4, 15, 9, tzinfo=UTC)
SEED = b"a seed for tests, 32 bytes long.."
QUOTAS = [
    Quota("age", "18 to 34", 1, 3),
    Quota("age", "35 and over", 1, 3),
    Quota("sex", "female", 1, 3),
    Quota("sex", "male", 1, 3),
]
TRANSCRIPT = (
    "Nobody rang me back, needle-one, for weeks.\n\nThe officer who came was kind.\n\nI never knew who to ring."
)


def make_consents(programme: Programme, count: int) -> list[Consent]:
    """People who agreed to be asked. The first two share a telephone."""
    known = set(Consent.objects.values_list("pk", flat=True))
    with consent_rings(count) as rings, transaction.atomic():
        for number, ring in enumerate(rings):
            details = {"name": f"Needle Person {number}", "phone": f"+447700900{max(number, 1):03}"}
            given = GivenConsent("focus_group", "We may invite them to a discussion.", details, 12)
            record_consent(given=given, ring=ring, digests=[f"digest {number}"], programme=programme, on=PLANNED.date())
    return list(Consent.objects.exclude(pk__in=known).order_by("pk"))


def make_group(
    programme: Programme, actor: User, *, size: int = 4, quotas: Sequence[Quota] = QUOTAS, on: date = MEETING
) -> FocusGroup:
    """A group that is being recruited."""
    return groups.plan_group(
        programme=programme,
        title="Being kept informed",
        topic="How people want to hear about their case.",
        arrangements=groups.Arrangements(
            held_on=on,
            starts=time(18, 30),
            place="Library, Exampleton",
            access="Step-free, hearing loop.",
            incentive="a £30 voucher",
            guide="Welcome (5 minutes)\nWhat happened after you rang? (20 minutes)",
        ),
        size=size,
        quotas=quotas,
        actor=actor,
        at=PLANNED,
        seed=SEED,
    )


def recruited(programme: Programme, actor: User, people: int = 10) -> FocusGroup:
    """A group with people who would come."""
    group = make_group(programme, actor)
    for number, consent in enumerate(make_consents(programme, people)):
        values = {"age": "18 to 34" if number % 3 else "35 and over", "sex": "female" if number % 2 else "male"}
        needs = f"needle-need {number}"
        groups.recruit(group=group, consent=consent, values=values, needs=needs, actor=actor, at=PLANNED)
    return group


def drawn(programme: Programme, actor: User) -> FocusGroup:
    """A group whose panel has been drawn."""
    group = recruited(programme, actor)
    groups.draw_group(group=group, actor=actor, at=PLANNED)
    return fresh(group)


def panel_of(group: FocusGroup) -> list[Candidate]:
    """Who is on the panel."""
    return [one for one in queries.candidates(group) if one.state in {CandidateState.DRAWN, CandidateState.ACCEPTED}]


def held(programme: Programme, actor: User) -> FocusGroup:
    """A group that has met, with its transcript."""
    group = drawn(programme, actor)
    people = panel_of(group)
    for one in people:
        attending.answer_invitation(candidate=one, accepts=True, actor=actor, at=PLANNED)
    attending.hold(group=group, attended={one.pk for one in people[:3]}, actor=actor, at=AFTER)
    coding.add_transcript(group=group, text=TRANSCRIPT, actor=actor, at=AFTER)
    return fresh(group)


def coded(programme: Programme, actor: User, other: User) -> FocusGroup:
    """A group whose passages two people have coded."""
    group = held(programme, actor)
    themes = [
        coding.add_theme(group=group, name=name, meaning="What it is", measure=measure, actor=actor, at=AFTER)
        for name, measure in (("Being told", "informed"), ("Kindness", "treatment"))
    ]
    for number, passage in enumerate(queries.passages(group)):
        coding.code(passage=passage, themes=[themes[number % 2]], actor=actor, at=AFTER)
        coding.code(passage=passage, themes=[themes[number % 2]], actor=other, at=AFTER)
    return group


def fresh(group: FocusGroup) -> FocusGroup:
    """The group, read again."""
    return FocusGroup.objects.select_related("programme").get(pk=group.pk)


LONG_AFTER = AFTER + timedelta(days=200)


def pages(programme: Programme, actor: User, other: User, word: str) -> dict[str, dict[str, object]]:
    """Something to see on every page of this room, with a word that has no place to break. Returns the arguments of the
    pages that need any, by view."""
    line = coverage.PlannedLine(word, word, word, people=20, due_on=MEETING, owner=word, assigned_to=actor)
    target = coverage.add_target(line=line, actor=actor, at=PLANNED)
    coverage.raise_task(target=target, text=word, owner=word, due_on=MEETING, actor=actor, at=PLANNED)
    meeting = engagement.log_meeting(
        organisation=word,
        community=word,
        met_on=PLANNED.date(),
        place=word,
        people=9,
        said=word,
        actor=actor,
        at=PLANNED,
    )
    promises = [
        engagement.promise(meeting=meeting, text=word, report_by=MEETING, action="", actor=actor, at=PLANNED)
        for _ in range(2)
    ]
    engagement.report_back(made=promises[0], did=word, actor=actor, at=AFTER)
    tables.load_table(title=word, characteristic="age", source=word, counts={word: 5, "b": 6}, actor=actor, at=PLANNED)
    recruiting, panel = recruited(programme, actor), drawn(programme, actor)
    attending.answer_invitation(candidate=panel_of(panel)[1], accepts=True, actor=actor, at=PLANNED)
    waiting = make_consents(programme, 1)[0]
    done = coded(programme, actor, other)
    passage, public = queries.passages(done)[0], published(programme, actor, other)
    coding.propose_quotation(passage=passage, theme=done.themes.all()[0], text="nobody", actor=actor, at=AFTER)
    return {
        **{f"communities:{name}": {"pk": target.pk} for name in ("target", "change_target", "reached", "task_done")},
        **{f"communities:{name}": {"pk": meeting.pk} for name in ("meeting", "correct_meeting")},
        "communities:report_back": {"pk": promises[1].pk},
        **{
            f"communities:{name}": {"pk": panel_of(panel)[0].pk}
            for name in ("person", "letter", "answer", "needs", "arrange")
        },
        **{f"communities:{name}": {"pk": passage.pk} for name in ("passage", "quote")},
        **{f"communities:{name}": {"reference": recruiting.reference} for name in ("to_recruit", "draw")},
        **{
            f"communities:{name}": {"reference": recruiting.reference, "consent": waiting.reference}
            for name in ("recruit", "not_willing")
        },
        **{
            f"communities:{name}": {"reference": panel.reference}
            for name in ("attendance", "replace", "pool", "change_group", "sheet", "cancel_group")
        },
        "communities:certificate": {"reference": panel.reference, "number": 1},
        **{
            f"communities:{name}": {"reference": done.reference}
            for name in ("group", "words", "add_words", "add_theme", "edit_report", "decide_report", "close_group")
        },
        "communities:report": {"reference": public.reference},
        "communities:report_certificate": {"reference": public.reference, "number": 1},
        "communities:survey": {"slug": programme.slug},
    }


def published(programme: Programme, actor: User, other: User) -> FocusGroup:
    """A group with a published report."""
    group = coded(programme, actor, other)
    report = reporting.write_report(group=group, text="Three people met.", actor=actor, at=AFTER)
    reporting.approve_report(report=report, actor=other, at=AFTER)
    return group
