"""From extracts to a frame: the whole run, stage by stage."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from aftercall.frames.building.exclusions import apply_exclusions, match_lists
from aftercall.frames.building.extracts import extra_columns, read_and_check
from aftercall.frames.building.outputs import (
    SelectedEvents,
    count_flow,
    digests_of_persons,
    finish_files,
    write_tables,
)
from aftercall.frames.building.progress import Progress, Steps
from aftercall.frames.building.recognition import find_duplicates, recognise_persons
from aftercall.frames.building.stage import Build
from aftercall.frames.contacts import IN_CLEAR, contact_rows
from aftercall.frames.engine import DuckDBWorkspace, Engine, open_workspace
from aftercall.frames.flow import FLOW_FILE, Flow
from aftercall.frames.folders import atomic_folder
from aftercall.frames.frame import select_events
from aftercall.frames.hashing import key_text
from aftercall.frames.lists import Lists
from aftercall.frames.reading.mapping import MappingSource
from aftercall.frames.recognition.clusters import preload_graph_library
from aftercall.frames.recognition.possible_matches import (
    POSSIBLE_MATCHES_FILE,
    Pair,
    matches_in_clear,
    write_possible_matches,
)
from aftercall.frames.rejects import REJECTED_FILE, write_rejected
from aftercall.frames.rules import FrameRules
from aftercall.frames.watching import Tick

type ReceiveContacts = Callable[[Iterator[Mapping[str, str | None]]], None]
type ReceiveMatches = Callable[[Iterator[Pair]], None]


def build_frame(  # noqa: PLR0913 - the options of one run, by name
    extracts: Sequence[Path],
    *,
    out: Path,
    rules: FrameRules,
    as_of: date,
    mapping: MappingSource = None,
    lists: Lists | None = None,
    engine: Engine = DuckDBWorkspace,
    contacts: ReceiveContacts | None = None,
    possible_matches: ReceiveMatches | None = None,
    progress: Progress | None = None,
    tick: Tick | None = None,
) -> Flow:
    """Build the frame of all extracts together in the folder `out`, and count where every record went.

    `mapping`: how the extracts are laid out, as a TOML file or its parsed entries; None for our own layout. `engine`:
    what runs everything after reading. `contacts` receives the contact details of the frame's people, and
    `possible_matches` the pairs to review, before the folder appears; if either raises, it does not appear. `progress`
    is called after each step. `tick` is called twice a second, in a thread of its own, with the share of the extracts'
    bytes that has been read, or None in later steps.
    Errors: BadInput, and then `out` is unchanged.
    """
    with atomic_folder(out, marker=FLOW_FILE) as folder, open_workspace(out.name, engine) as workspace:
        build = Build(workspace, folder, rules, as_of, lists or Lists())
        steps = Steps(workspace.reader.watch, progress, tick)
        preload_graph_library()
        columns = extra_columns(rules, in_clear=bool(contacts or possible_matches))
        read = read_and_check(workspace, extracts, mapping, columns, tick)
        write_rejected(folder / REJECTED_FILE, read.problems)
        steps.done()
        duplicates = find_duplicates(build, extracts, read)
        steps.done()
        recognised = recognise_persons(build, read.records, duplicates.records)
        write_possible_matches(workspace, recognised.possible_matches, folder / POSSIBLE_MATCHES_FILE)
        steps.done()
        matches = match_lists(build, read.records, recognised.persons, duplicates.records)
        steps.done()
        screened = apply_exclusions(build, read.records, matches, IN_CLEAR if contacts else ())
        event_key = key_text(build.lists.match_key or b"", "event")
        selected = SelectedEvents(select_events(workspace, screened.records, rules, event_key=event_key), screened)
        steps.done()
        write_tables(build, selected)
        if contacts:
            digests = digests_of_persons(build, read.records, selected)
            contacts(contact_rows(workspace, selected.events, digests, numbers_abroad=rules.numbers_abroad))
        if possible_matches:
            possible_matches(matches_in_clear(workspace, read.records, recognised.possible_matches))
        flow = count_flow(build, selected, duplicates.deliveries, recognised.shared_numbers)
        finish_files(build, flow)
        steps.done()
        return flow
