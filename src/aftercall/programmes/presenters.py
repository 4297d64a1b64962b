"""Waves, loads and possible matches, prepared for their pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aftercall.core.words import duration, iso_day
from aftercall.frames.building.progress import STEP_LABELS
from aftercall.frames.phones import as_dialled
from aftercall.programmes.layout_words import LayoutWords
from aftercall.programmes.load_process import named_by_people
from aftercall.programmes.models import LoadJob, MatchDecision, Programme, Wave
from aftercall.programmes.settings.versions import frame_rules
from aftercall.programmes.skipped_months import skipped_months
from aftercall.programmes.states import LoadState, WaveAction, WaveState, possible_actions

# The colours are only an aid: the text alone must be enough.
STATE_COLOURS = {
    WaveState.PLANNED: "grey",
    WaveState.LOADED: "yellow",
    WaveState.DRAWN: "light-blue",
    WaveState.RELEASED: "blue",
    WaveState.CLOSED: "purple",
    WaveState.RETURNED: "green",
}


@dataclass(frozen=True)
class WavePage:
    """The content of a wave's page. flow: with a label for each reason, most frequent first; loading: an extract is
    being loaded; last_load_failed: the last load failed or was stopped; waiting: the number of decisions that have not
    been applied; extract_kept: they can be applied without uploading the extract again."""

    wave: Wave
    colour: str
    flow: dict[str, Any] | None
    possible_matches: int
    sample_size: int | None
    actions: tuple[str, ...]
    loading: bool
    last_load_failed: bool
    waiting: int
    extract_kept: bool = False


def wave_page(wave: Wave, *, job: LoadJob | None = None, waiting: int = 0, extract_kept: bool = False) -> WavePage:
    """Build the content of a wave's page."""
    load, sample = getattr(wave, "load", None), getattr(wave, "sample", None)
    return WavePage(
        wave=wave,
        colour=STATE_COLOURS[WaveState(wave.state)],
        flow=_with_labels(load.flow, wave) if load else None,
        possible_matches=load.possible_matches if load else 0,
        sample_size=sample.size if sample else None,
        actions=() if load and load.erased_at else _actions(wave),
        loading=job is not None and job.state == LoadState.RUNNING,
        last_load_failed=job is not None and job.state in {LoadState.FAILED, LoadState.STOPPED},
        waiting=waiting,
        extract_kept=extract_kept,
    )


def _actions(wave: Wave) -> tuple[str, ...]:
    return tuple(action.value for action in possible_actions(wave.state) if action in _RESEARCHER_ACTIONS)


@dataclass(frozen=True)
class ProgrammeWaves:
    """A programme's waves, newest first."""

    programme: Programme
    pages: list[WavePage]

    @property
    def skipped(self) -> list[date]:
        """The last months without a wave between the first and the newest one, oldest first."""
        return skipped_months(page.wave.month for page in self.pages)


def waves_by_programme(programmes: Sequence[Programme], waves: Iterable[Wave]) -> list[ProgrammeWaves]:
    """The waves of each programme."""
    groups = {programme.pk: ProgrammeWaves(programme, []) for programme in programmes}
    for wave in waves:
        groups[wave.programme_id].pages.append(wave_page(wave))
    return list(groups.values())


# Not the field manager's actions: closing fieldwork and returning the results.
_RESEARCHER_ACTIONS = (WaveAction.LOAD, WaveAction.DRAW, WaveAction.RELEASE)


def _with_labels(flow: dict[str, Any], wave: Wave) -> dict[str, Any]:
    """A flow with labels instead of the codes of its reasons, and without reasons that apply to no record."""
    labels = exclusion_labels(wave)
    counts = {name: _labelled(flow[name], labels) for name in ("excluded", "all_reasons") if name in flow}
    # A file that was uploaded has a name of ours, which tells nobody anything.
    deliveries = [file | {"file": named_by_people(file["file"], "The extract")} for file in flow.get("deliveries", [])]
    return flow | counts | {"deliveries": deliveries}


def exclusion_labels(wave: Wave) -> Mapping[str, str]:
    """The words of each reason to exclude a record, by its code."""
    return {exclusion.code: exclusion.words for exclusion in frame_rules(wave.version).all_exclusions}


def _labelled(counts: Mapping[str, int], labels: Mapping[str, str]) -> dict[str, int]:
    largest_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return {labels[code]: count for code, count in largest_first if count}


@dataclass(frozen=True)
class LoadStep:
    """One step of a load: its label, its status, and the status's colour."""

    words: str
    status: str
    colour: str


@dataclass(frozen=True)
class LoadPage:
    """The content of a load's page. status: one line; share: how much of the current step is done, or None if unknown;
    elapsed: how long ago the load started, such as "2 minutes".

    words: those of the extract's layout. If nobody would be in the frame: excluded: each reason with the number of
    records; categories: those of the programme, if it is a reason that records have none of them.
    """

    wave: Wave
    job: LoadJob
    running: bool
    status: str
    steps: tuple[LoadStep, ...]
    share: float | None
    elapsed: str
    words: LayoutWords
    excluded: tuple[tuple[str, int], ...]
    categories: tuple[str, ...]


def load_page(wave: Wave, job: LoadJob, *, share: float | None, elapsed: timedelta) -> LoadPage:
    """Build the content of a load's page."""
    running = job.state == LoadState.RUNNING
    steps = tuple(_load_step(job, number, running=running) for number in range(job.steps))
    status = _running_status(job) if running else job.get_state_display()
    excluded = (job.report or {}).get("excluded", {})
    exclusions = frame_rules(wave.version).all_exclusions
    labels = {exclusion.code: exclusion.words for exclusion in exclusions}
    outside = any(one.fact == "outside_population" and one.code in excluded for one in exclusions)
    return LoadPage(
        wave,
        job,
        running,
        status,
        steps,
        share,
        duration(elapsed),
        words=LayoutWords.of(wave.version),
        excluded=tuple(_labelled(excluded, labels).items()),
        categories=tuple(wave.version.categories) if outside else (),
    )


def _load_step(job: LoadJob, number: int, *, running: bool) -> LoadStep:
    if number < job.step:
        return LoadStep(_step_words(number), "Completed", "green")
    if number > job.step:
        return LoadStep(_step_words(number), "Not started", "grey")
    return LoadStep(_step_words(number), *(("In progress", "blue") if running else ("Not finished", "red")))


def _step_words(number: int) -> str:
    return STEP_LABELS[number] if number < len(STEP_LABELS) else f"Step {number + 1}"


def _running_status(job: LoadJob) -> str:
    if job.step >= job.steps:
        return "All steps completed. Saving the load"
    return f"Step {job.step + 1} of {job.steps}: {_step_words(job.step)}"


@dataclass(frozen=True)
class PairLine:
    """One field of the two records. comparison: the result in words, or empty if the field is not compared;
    differs: whether to highlight the values."""

    label: str
    a: str
    b: str
    differs: bool
    comparison: str


@dataclass(frozen=True)
class PairOnPage:
    """Two records side by side. joined: whether the frame treats them as one person; decision: what has been decided
    and whether the frame was built with it, or empty. household_points, stranger_points: the match weights for one
    person rather than two of a household, and rather than two strangers."""

    pair: str
    number: int
    joined: bool
    household_points: int
    stranger_points: int
    decision: str
    lines: tuple[PairLine, ...]


PAIR_LABELS = {
    "first_name": "First name",
    "last_name": "Last name",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "phone": "Phone number",
    "phone_alt": "Other phone number",
    "email": "Email",
    "postcode": "Postcode",
    "reported_on": "Reported on",
    "crime_ref": "Crime reference",
    "victim_ref": "Victim reference",
}
# Fields that usually differ between two records of one person, and so do not show whether it is one person.
_NOT_COMPARED = ("reported_on", "crime_ref", "victim_ref")


def pairs_on_page(
    pairs: Sequence[Mapping[str, Any]], decisions: Mapping[str, MatchDecision], *, first: int
) -> list[PairOnPage]:
    """The pairs of one page. first: the number of the page's first pair in the whole list."""
    return [
        PairOnPage(
            pair=pair["pair"],
            number=number,
            joined=pair["joined"],
            household_points=pair["household_points"],
            stranger_points=pair["stranger_points"],
            decision=_describe(decisions.get(pair["pair"])),
            lines=tuple(_pair_lines(pair["a"], pair["b"])),
        )
        for number, pair in enumerate(pairs, start=first)
    ]


def _describe(decision: MatchDecision | None) -> str:
    if decision is None:
        return ""
    settled = "applied" if decision.verdict == decision.applied else "the frame agrees"
    return f"{decision.get_verdict_display()} ({'waiting' if decision.waiting else settled})"


def _pair_lines(a: Mapping[str, str | None], b: Mapping[str, str | None]) -> Iterator[PairLine]:
    """The fields of two records, without those that are empty in both."""
    for name, label in PAIR_LABELS.items():
        if a.get(name) or b.get(name):
            differs, comparison = _compare(name, a.get(name), b.get(name))
            yield PairLine(label, _shown(name, a.get(name)), _shown(name, b.get(name)), differs, comparison)


def _shown(name: str, value: str | None) -> str:
    """A value of a record as people write it."""
    if not value:
        return "–"
    show = _SHOWN_AS.get(name)
    return show(value) if show else value


def _postcode(value: str) -> str:
    joined = value.replace(" ", "")
    return f"{joined[:-3]} {joined[-3:]}"


def _compare(name: str, a: str | None, b: str | None) -> tuple[bool, str]:
    if name in _NOT_COMPARED:
        return False, ""
    if not a or not b:
        return False, "in one record only"
    return (False, "the same") if a == b else (True, "different")


_SHOWN_AS: Mapping[str, Callable[[str], str]] = {
    "date_of_birth": iso_day,
    "reported_on": iso_day,
    "phone": as_dialled,
    "phone_alt": as_dialled,
    "postcode": _postcode,
}
