"""Reads of tables, comparisons, the coverage plan, engagement and focus groups."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from aftercall.accounts.models import User
from aftercall.communities.census.tables import PopulationTable, shipped_tables
from aftercall.communities.models import (
    Candidate,
    Coding,
    FocusGroup,
    LoadedTable,
    Meeting,
    Passage,
    Promise,
    Report,
    SurveyComparison,
    Target,
    Task,
)
from aftercall.communities.states import CandidateState, GroupState, ReportState
from aftercall.consents.models import Consent
from aftercall.consents.queries import to_contact
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState

CONSENT = "focus_group"
_WAVES = 12
_CODERS = 2


def tables() -> tuple[PopulationTable, ...]:
    """Every table: the shipped ones, then those that were loaded."""
    loaded = LoadedTable.objects.all()
    return (
        *shipped_tables(),
        *(PopulationTable(one.reference, one.title, one.characteristic, one.counts, one.source) for one in loaded),
    )


def waves_to_compare(programme: Programme) -> list[Wave]:
    """The last returned waves, the earliest first."""
    found = programme.waves.filter(state=WaveState.RETURNED).select_related("programme", "load", "version__survey")
    return list(found.order_by("-month")[:_WAVES])[::-1]


def newest_comparison(programme: Programme) -> SurveyComparison | None:
    """The last comparison of a survey."""
    return SurveyComparison.objects.filter(programme=programme).select_related("compared_by").first()


def targets(today: date) -> QuerySet[Target]:
    """The coverage plan, what is due first at the top, each with how many open tasks it has, and how many are late."""
    is_open = Q(tasks__done_on=None)
    late = Count("tasks", filter=is_open & Q(tasks__due_on__lt=today))
    return Target.objects.annotate(open_tasks=Count("tasks", filter=is_open), late_tasks=late)


def gaps(today: date) -> list[Target]:
    """The lines of the plan that are due and not reached, without an open task."""
    due = Target.objects.filter(due_on__lte=today).exclude(pk__in=open_tasks().values("target"))
    return [one for one in due if one.missing]


def open_tasks() -> QuerySet[Task]:
    """The tasks about gaps, the next first."""
    return Task.objects.filter(done_on=None).select_related("target")


def tasks_of(user: User) -> QuerySet[Task]:
    """The open tasks of this person, and those of nobody who still works here, the next first."""
    nobody = Q(assigned_to=None) | Q(assigned_to__is_active=False)
    return open_tasks().filter(Q(assigned_to=user) | nobody)


def tasks_done(user: User, since: date) -> QuerySet[Task]:
    """The tasks of this person that have been done since a day, the latest first."""
    done = Task.objects.filter(assigned_to=user, done_on__gte=since).select_related("target")
    return done.order_by("-done_on", "-pk")


def meetings() -> QuerySet[Meeting]:
    """The engagement log, newest first."""
    return Meeting.objects.select_related("organisation").prefetch_related("promises")


def promises_to_report() -> QuerySet[Promise]:
    """The promises that have not been reported back, the first due at the top."""
    return Promise.objects.filter(reported_on=None).select_related("meeting__organisation")


def kept_promises() -> QuerySet[Promise]:
    """The promises that were reported back, the latest first."""
    return Promise.objects.exclude(reported_on=None).select_related("meeting__organisation").order_by("-reported_on")


def groups() -> QuerySet[FocusGroup]:
    """All focus groups, the latest first."""
    return FocusGroup.objects.select_related("programme", "report")


def groups_to_come() -> list[tuple[FocusGroup, int, int]]:
    """Groups that are being recruited or whose day is still to come, with how many would come and how many have
    accepted."""
    willing = Count("candidates", filter=Q(candidates__state=CandidateState.WILLING))
    accepted = Count("candidates", filter=Q(candidates__state=CandidateState.ACCEPTED))
    to_come = groups().filter(state__in=(GroupState.RECRUITING, GroupState.DRAWN), erased_at=None)
    return [(one, one.willing, one.accepted) for one in to_come.annotate(willing=willing, accepted=accepted)]


def candidates(group: FocusGroup) -> list[Candidate]:
    """Everybody who would come, in the order in which they were recruited."""
    return list(group.candidates.select_related("consent", "group"))


def may_be_asked(programme: Programme) -> QuerySet[Consent]:
    """Who agreed to be asked for a focus group."""
    return to_contact(CONSENT).filter(programme=programme)


def to_recruit(group: FocusGroup) -> QuerySet[Consent]:
    """Who agreed to be asked and has not been asked for this group."""
    return may_be_asked(group.programme).exclude(pk__in=group.candidates.values("consent"))


def passages(group: FocusGroup) -> QuerySet[Passage]:
    """The passages of a group in order, with what has been done with them."""
    return group.passages.select_related("group").prefetch_related("codings__themes", "codings__coder", "quotations")


def passages_to_code(group: FocusGroup, coder: User) -> QuerySet[Passage]:
    """The passages that somebody has not coded, in order; none once they have been erased, or if two others code."""
    others = Coding.objects.filter(passage__group=group).exclude(coder=coder).values("coder").distinct().count()
    if group.erased_at or others >= _CODERS:
        return group.passages.none()
    return group.passages.exclude(codings__coder=coder)


def groups_with_words_to_work_on(user: User) -> list[tuple[FocusGroup, int, int]]:
    """The groups without a public report in which this person has work: how many passages they have not coded, 0 where
    two others code; and how many quotations proposed by somebody else are waiting."""
    coding = Q(passages__codings__isnull=False)
    waiting = Q(passages__quotations__isnull=False, passages__quotations__approved_by=None)
    by_user, proposed = Q(passages__codings__coder=user), Q(passages__quotations__proposed_by=user)
    held = FocusGroup.objects.filter(state=GroupState.HELD, erased_at=None)
    found = held.exclude(report__state=ReportState.PUBLISHED).annotate(
        others=Count("passages__codings__coder", filter=coding & ~by_user, distinct=True),
        own=Count("passages", filter=by_user, distinct=True),
        all=Count("passages", distinct=True),
        known=Count("themes", distinct=True),
        quotations=Count("passages__quotations", filter=waiting & ~proposed, distinct=True),
    )
    rows = [(one, one.all - one.own if one.known and one.others < _CODERS else 0, one.quotations) for one in found]
    return [row for row in rows if row[1] or row[2]]


def coders(group: FocusGroup) -> list[int]:
    """The two who have coded most passages; where the numbers are equal, the one with the lower key comes first."""
    counted = Coding.objects.filter(passage__group=group).values("coder").annotate(passages=Count("pk"))
    return [row["coder"] for row in counted.order_by("-passages", "coder")[:_CODERS]]


def to_erase(today: date) -> QuerySet[FocusGroup]:
    """Groups whose retention has ended."""
    return FocusGroup.objects.filter(erased_at=None, keep_until__lte=today)


def published_reports() -> QuerySet[Report]:
    """What the public can read, newest first."""
    found = Report.objects.filter(state=ReportState.PUBLISHED).select_related("group__programme")
    return found.order_by("-published_at")


def reports_to_approve(user_pk: int) -> QuerySet[Report]:
    """The reports by somebody else that are waiting for approval."""
    return Report.objects.filter(state=ReportState.CHECKED).exclude(author=user_pk).select_related("group")
