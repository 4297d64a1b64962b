"""Reads of programmes, waves, their loads and the decisions about possible matches."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from aftercall.csv_files import read_rows
from aftercall.programmes import folders
from aftercall.programmes.models import (
    ExtractLoad,
    LoadJob,
    MatchDecision,
    MatchVerdict,
    Programme,
    ProgrammeDraft,
    ProgrammeVersion,
    Wave,
)
from aftercall.programmes.settings.catalogue import default_settings
from aftercall.programmes.settings.versions import settings_of
from aftercall.programmes.states import LoadState, WaveState

_BEFORE_RELEASE = (WaveState.PLANNED, WaveState.LOADED, WaveState.DRAWN)


def versions() -> QuerySet[ProgrammeVersion]:
    """All versions of all programmes with their survey and calling rules, oldest programme and version first."""
    related = ("programme", "survey__instrument", "calling")
    without_document = ProgrammeVersion.objects.select_related(*related).defer("survey__instrument__document")
    return without_document.order_by("programme", "number")


def current_versions(on: date) -> list[ProgrammeVersion]:
    """The version of each programme that is in effect on a day. Programmes without a version are left out."""
    by_programme: dict[int, list[ProgrammeVersion]] = defaultdict(list)
    for version in versions():
        by_programme[version.programme_id].append(version)
    return [in_effect(own, on) for own in by_programme.values()]


@dataclass(frozen=True)
class ProgrammeState:
    """A programme with the settings of its draft (None if it has none), its versions, oldest first, and the number of
    its waves."""

    programme: Programme
    draft: dict[str, Any] | None
    versions: list[ProgrammeVersion]
    waves: int


def programmes_with_state() -> list[ProgrammeState]:
    """All programmes, oldest first."""
    drafts = dict(ProgrammeDraft.objects.values_list("programme_id", "settings"))
    own: dict[int, list[ProgrammeVersion]] = defaultdict(list)
    for version in versions():
        own[version.programme_id].append(version)
    counted = Programme.objects.annotate(wave_count=Count("waves"))
    return [ProgrammeState(one, drafts.get(one.pk), own[one.pk], one.wave_count) for one in counted]


def has_draft(programme: Programme) -> bool:
    """Whether someone has changed settings since the latest version."""
    return ProgrammeDraft.objects.filter(programme=programme).exists()


def programmes_with_settings() -> list[Programme]:
    """The programmes that have a version, oldest first."""
    return list(Programme.objects.filter(versions__isnull=False).distinct())


def version_on(programme: Programme, on: date) -> ProgrammeVersion | None:
    """The programme's version that is in effect on a day, or None if it has none: the newest whose date has come.
    Before all dates it is the one with the earliest, so that a new programme can survey months before it was set up."""
    own = list(versions().filter(programme=programme))
    return in_effect(own, on) if own else None


def in_effect(own: Sequence[ProgrammeVersion], on: date) -> ProgrammeVersion:
    """The version in effect on a day, of the versions of one programme, oldest first."""
    earliest = min(reversed(own), key=lambda version: version.takes_effect_on)
    return next((version for version in reversed(own) if version.takes_effect_on <= on), earliest)


def coming_into_effect(own: Sequence[ProgrammeVersion], on: date) -> list[ProgrammeVersion]:
    """The versions that will take effect after a day, soonest first; own: the versions of one programme, oldest first.
    Not among them is one that a newer version with an earlier date, or the same, has replaced."""
    coming: list[ProgrammeVersion] = []
    for version in reversed(own):
        if version.takes_effect_on > on and all(version.takes_effect_on < one.takes_effect_on for one in coming):
            coming.append(version)
        elif version.takes_effect_on <= on:
            break
    return coming[::-1]


def empty_waves(programme: Programme) -> QuerySet[Wave]:
    """The programme's waves that have no extract and into which none is being loaded, oldest first."""
    empty = waves().filter(programme=programme, state=WaveState.PLANNED)
    return empty.exclude(load_jobs__state=LoadState.RUNNING).order_by("month")


def empty_months_without_mapping() -> dict[int, list[date]]:
    """The months without an extract whose version has no mapping, oldest first, by programme."""
    found: dict[int, list[date]] = defaultdict(list)
    empty = Wave.objects.filter(state=WaveState.PLANNED, version__mapping="").order_by("month")
    for programme, month in empty.values_list("programme_id", "month"):
        found[programme].append(month)
    return found


def longest_repeat_interval() -> int:
    """The longest repeat-contact interval, in months, of any version that is in effect, is still to come, or applies to
    a wave that has not been released."""
    newest = ProgrammeVersion.objects.filter(programme=OuterRef("programme")).order_by("-number")
    used = Q(pk=Subquery(newest.values("pk")[:1])) | Q(waves__state__in=_BEFORE_RELEASE)
    return ProgrammeVersion.objects.filter(used).aggregate(most=Max("repeat_contact_months"))["most"] or 0


def date_to_suggest(programme: Programme, *, today: date) -> date:
    """The date to suggest for the programme's next version, so that it reaches every month that it still can."""
    if first := empty_waves(programme).first():
        return first.month
    holds_extract = Wave.objects.filter(programme=programme).exclude(state=WaveState.PLANNED).exists()
    return today if holds_extract else earliest_date(programme) or today


def earliest_date(programme: Programme) -> date | None:
    """The earliest date of the programme's versions, or None if it has none."""
    dates = programme.versions.order_by("takes_effect_on").values_list("takes_effect_on", flat=True)
    return dates.first()


def latest_version(programme: Programme) -> ProgrammeVersion | None:
    """The programme's version with the highest number, or None if it has none."""
    return versions().filter(programme=programme).last()


def settings_to_edit(programme: Programme) -> dict[str, Any]:
    """The settings of the programme's draft, or of its latest version if it has no draft."""
    draft = ProgrammeDraft.objects.filter(programme=programme).first()
    if draft:
        return {**default_settings(), **draft.settings}  # a setting may be newer than the draft
    latest = latest_version(programme)
    return dict(settings_of(latest)) if latest else default_settings()


def mapping_waits(wave: Wave) -> bool:
    """Whether a mapping that this wave's extract is not read with waits to be confirmed."""
    draft = ProgrammeDraft.objects.filter(programme=wave.programme_id).first()
    return draft is not None and draft.settings["mapping"] not in {"", wave.version.mapping}


def waves() -> QuerySet[Wave]:
    """All waves with their programme, version, load and sample, newest first."""
    related = ("programme", "version__survey", "version__calling", "load", "sample")
    return Wave.objects.select_related(*related).order_by("-month", "programme")


@dataclass(frozen=True)
class WaveBeforeRelease:
    """A wave whose sample has not been released. last_load: the state of its last load, if any; decided, waiting: the
    decisions about possible matches, and those of them for which the frame must be built again."""

    wave: Wave
    last_load: LoadState | None
    decided: int
    waiting: int


def waves_before_release() -> list[WaveBeforeRelease]:
    """The waves that the researcher is preparing, oldest first, in one query."""
    preparing = (
        waves()
        .filter(state__in=_BEFORE_RELEASE, load__erased_at=None)
        .order_by("month")
        .defer("load__flow", "sample__certificate")
    )
    jobs = LoadJob.objects.filter(wave=OuterRef("pk")).order_by("-pk")
    rows = preparing.annotate(
        last_load=Subquery(jobs.values("state")[:1]),
        decided=Count("match_decisions", filter=~Q(match_decisions__verdict=MatchVerdict.NONE)),
        waiting=Count(
            "match_decisions",
            filter=~Q(match_decisions__verdict=F("match_decisions__applied")) & Q(match_decisions__changes_frame=True),
        ),
    )
    return [
        WaveBeforeRelease(wave, LoadState(wave.last_load) if wave.last_load else None, wave.decided, wave.waiting)
        for wave in rows
    ]


def opened_months() -> dict[Programme, list[date]]:
    """The months of each programme that has any, oldest first."""
    months: dict[Programme, list[date]] = defaultdict(list)
    for wave in Wave.objects.select_related("programme").order_by("month"):
        months[wave.programme].append(wave.month)
    return months


def newest_months() -> dict[Programme, Wave | None]:
    """The programmes that have a version, each with its newest wave, if it has any."""
    newest = {wave.programme_id: wave for wave in Wave.objects.order_by("month")}
    return {programme: newest.get(programme.pk) for programme in programmes_with_settings()}


def next_wave_to_release() -> Wave | None:
    """The earliest wave whose sample has not been released."""
    return waves().filter(state__in=_BEFORE_RELEASE, load__erased_at=None).last()


def load_job(load_job_id: int) -> LoadJob:
    """A load's job, with its wave and the user who started it."""
    return LoadJob.objects.select_related("wave", "started_by").get(pk=load_job_id)


def last_load_job(wave: Wave) -> LoadJob | None:
    """The job of the wave's last load, in any state."""
    return LoadJob.objects.select_related("wave").filter(wave=wave).last()


def load_is_running(wave: Wave) -> bool:
    """Whether an extract is being loaded into this wave."""
    return LoadJob.objects.filter(wave=wave, state=LoadState.RUNNING).exists()


def decisions(wave: Wave) -> QuerySet[MatchDecision]:
    """All decisions about the wave's possible matches, in the order in which they were first made."""
    return MatchDecision.objects.filter(wave=wave).order_by("pk")


def decisions_to_apply(wave: Wave) -> list[MatchDecision]:
    """The decisions that a load must apply."""
    return list(decisions(wave).exclude(verdict=MatchVerdict.NONE))


def waiting_decisions(wave: Wave) -> QuerySet[MatchDecision]:
    """The decisions that the current frame was built without, and that change it."""
    return decisions(wave).filter(changes_frame=True).exclude(verdict=F("applied"))


def load_to_continue(wave: Wave) -> ExtractLoad | None:
    """The load whose register of persons a load of this wave continues: that of the programme's latest earlier month
    with a register.

    It is chosen by month, not by the time of loading, so that a load never continues a register derived from its own
    month, however often it is replaced.
    """
    loads = ExtractLoad.objects.select_related("wave").filter(
        wave__programme=wave.programme_id, wave__month__lt=wave.month
    )
    return next((load for load in loads.order_by("-wave__month") if folders.register_file(load).is_file()), None)


@dataclass(frozen=True)
class RejectedRows:
    """The problems in the rejected rows. count: how many there are; kinds: ((column, code, fix), count), most frequent
    first; first: row, column, code, fix and crime reference of the first problems."""

    count: int
    kinds: list[tuple[tuple[str, str, str], int]]
    first: list[tuple[str, str, str, str, str]]


def rejected_rows(load: ExtractLoad, *, limit: int) -> RejectedRows:
    """Read the problems in a load's rejected rows, which include no value of the extract but crime references. Of the
    problems in full, only the first `limit` are returned."""
    kinds: Counter[tuple[str, str, str]] = Counter()
    first: list[tuple[str, str, str, str, str]] = []
    with folders.rejected_file(load).open(encoding="utf-8", newline="") as file:
        for line in read_rows(file):
            kinds[line["column"], line["code"], line["mend"]] += 1
            if len(first) < limit:
                first.append((line["row"], line["column"], line["code"], line["mend"], line.get("crime_ref") or ""))
    return RejectedRows(kinds.total(), kinds.most_common(), first)
