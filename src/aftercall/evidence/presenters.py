"""Evidence returns and exports as pages show them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from aftercall.core.documents import Part
from aftercall.core.words import counted, date_and_time, day, file_size, in_fours, number
from aftercall.evidence import queries
from aftercall.evidence.archive import names
from aftercall.evidence.archive.published import read_published
from aftercall.evidence.archive.sealing import read_manifest, unpack
from aftercall.evidence.building.guide import contents_rows, covered, gaps
from aftercall.evidence.building.index import Index, read_index
from aftercall.evidence.models import ControlledFile, FileKind, FileState, Superseded

_COLOURS = {
    FileState.WAITING: "yellow",
    FileState.REFUSED: "orange",
    FileState.RELEASED: "green",
    FileState.SUPERSEDED: "orange",
    FileState.ENDED: "grey",
}


def shown_state(file: ControlledFile) -> tuple[str, str]:
    """The state of a file, in the words of its kind, and its colour. A superseded file is shown as such before it has
    been erased, and one that nobody may read for now as held back."""
    if queries.is_held_back(file):
        return "Held back", "yellow"
    state = FileState.SUPERSEDED if queries.why_superseded(file) else FileState(file.state)
    released = "Sent" if file.kind == FileKind.RETURN else "Approved"
    return released if state == FileState.RELEASED else str(state.label), _COLOURS[state]


_SUPERSEDED_WORDS = {
    Superseded.ANSWERS: "Somebody withdrew their answers after it was made, and it has those answers.",
    Superseded.RESULTS: "The results that it is made of have been withdrawn.",
}


def superseded_words(file: ControlledFile) -> str:
    """Why a file must not be read any more; empty if it may be."""
    because = queries.why_superseded(file)
    return _SUPERSEDED_WORDS[because] if because else ""


def groups(files: Iterable[ControlledFile]) -> list[tuple[str, list[ControlledFile]]]:
    """The files by kind, without kinds that have none."""
    found = list(files)
    titles = {FileKind.RETURN: "Evidence returns", FileKind.EXPORT: "Exports for analysts"}
    listed = [(title, [one for one in found if one.kind == kind]) for kind, title in titles.items()]
    return [(title, rows) for title, rows in listed if rows]


def facts(file: ControlledFile) -> list[tuple[str, str]]:
    """What somebody must know to decide about a file."""
    rows = [
        ("What it is", str(FileKind(file.kind).label)),
        ("Results", file.publication.title),
        ("Who gets it", file.recipient),
        ("What for", file.purpose),
        ("Requested", f"{date_and_time(file.requested_at)} by {file.requested_by.name}"),
    ]
    if file.decided_at and file.decided_by:
        done = "Refused" if file.state == FileState.REFUSED else "Approved"
        rows.append((done, f"{date_and_time(file.decided_at)} by {file.decided_by.name}"))
    if file.superseded_at:
        rows.append(("Superseded", f"{date_and_time(file.superseded_at)}. {superseded_words(file)}"))
    if file.refusal:
        rows.append(("Why it was refused", file.refusal))
    return [
        *rows,
        ("Can be downloaded until", day(file.ends_on)),
        ("Microdata", _microdata(file)),
        *verified_rows(file),
        ("Size", file_size(file.size)),
        ("Digest (SHA-256)", file.digest),
    ]


def verified_rows(file: ControlledFile) -> list[tuple[str, str]]:
    """What the service counted when it verified a return as its recipient will; none for an export, and for a return
    that was made before the service did so."""
    found = file.summary.get("verified")
    if not found:
        return []
    figures, changes = counted(found["alike"], "figure"), counted(found["changes"], "change")
    again = f"{figures}, {changes} and {counted(found['points'], 'figure')} over time were computed again"
    what = again if file.microdata else "Its tables were compared with each other"
    certificates = counted(found["certificates"], "certificate")
    return [("Verified when it was made", f"{what}, and {certificates} checked. Nothing differs")]


def _microdata(file: ControlledFile) -> str:
    if not file.microdata:
        return "None"
    people = file.summary.get("respondents", file.summary.get("people", 0))
    unique = number(file.summary.get("unique", 0))
    return (
        f"{counted(people, 'person', 'people')} who were interviewed, without ids. {unique} of them have a "
        "combination of characteristics, stratum and weights that nobody else in the file has"
    )


@dataclass(frozen=True)
class SentReturn:
    """A return as the inspectorate sees it, read from the file that was sent."""

    parts: Sequence[Part]
    files: Sequence[Sequence[str]]
    contents: Sequence[tuple[str, str]]
    fingerprint: str


def sent_return(content: bytes, name: str) -> SentReturn:
    """What a return says about itself. Raises BadInput if it cannot be read."""
    files = unpack(content, name)
    manifest = read_manifest(files, name)
    published, index = read_published(files[names.FIGURES]), _index(files)
    listed = manifest.statement["files"]
    return SentReturn(
        parts=[*covered(published, index), *gaps(index)],
        files=[[one["name"], file_size(one["bytes"]), in_fours(one["sha256"])] for one in listed],
        contents=contents_rows(with_microdata=published.microdata),
        fingerprint=manifest.key.fingerprint,
    )


def _index(files: Mapping[str, bytes]) -> Index:
    return read_index(json.loads(files[names.INDEX]))


def sent_row(file: ControlledFile) -> tuple[str, str]:
    """When a return was sent, and by whom, in words."""
    if file.decided_at is None or file.decided_by is None:
        return "", ""
    return date_and_time(file.decided_at), f"{file.requested_by.name} and {file.decided_by.name}"
