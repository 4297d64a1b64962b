"""What each published figure is evidence of: stages of the inspectorate's assessments, rights of the Victims' Code, and
sections of the Act; and what no figure is evidence of."""

import io
import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from aftercall.core.errors import Refused
from aftercall.core.words import rounded_points
from aftercall.csv_files import write_rows
from aftercall.evidence.archive.published import Published

STAGES, RIGHTS, SECTIONS = "stages", "rights", "sections"
OWN_MEASURES = "evidence-measures.toml"
_SHIPPED = "aftercall.evidence.data"


@dataclass(frozen=True)
class Topic:
    """A stage, a right or a section, and the measures that are evidence of it.

    gap: what no measure covers, or why there is none; empty where there is nothing to say. where: the assessments that
    a stage belongs to.
    """

    kind: str
    name: str
    title: str
    measures: Sequence[str]
    gap: str
    where: Sequence[str] = ()
    population: str = ""

    @property
    def is_covered(self) -> bool:
        """Whether any figure is evidence of it."""
        return bool(self.measures)


@dataclass(frozen=True)
class Index:
    """All topics, why each measure is evidence of them, and the measures that nobody has mapped."""

    topics: Sequence[Topic]
    reasons: Mapping[str, str]
    unmapped: Sequence[str]
    texts: Mapping[str, str]

    def of(self, kind: str) -> list[Topic]:
        """The topics of one kind."""
        return [topic for topic in self.topics if topic.kind == kind]

    @property
    def gaps(self) -> list[Topic]:
        """The topics that no figure is evidence of."""
        return [topic for topic in self.topics if not topic.is_covered]

    def to_json(self) -> bytes:
        """The index for programs."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    def to_csv(self, published: Published) -> bytes:
        """The index as a table: a row for each topic and measure, with the figure for everybody, and one for each
        gap."""
        text = io.StringIO(newline="")
        heads = ["kind", "name", "title", "measure", "population", "n", "percent", "low", "high", "mark", "note"]
        write_rows(text, [heads, *self._rows(published)])
        return text.getvalue().encode()

    def _rows(self, published: Published) -> Iterator[list[object]]:
        for topic in self.topics:
            named: list[object] = [topic.kind, topic.name, topic.title]
            if not topic.is_covered:
                yield [*named, *[""] * 7, f"No figure: {topic.gap}"]
            for one in published.figures:
                if not one.breakdown and one.measure in topic.measures and topic.population in {"", one.population}:
                    numbers = (
                        "" if value is None else f"{rounded_points(value):.1f}"
                        for value in (one.percent, one.low, one.high)
                    )
                    base = "" if one.n is None else one.n
                    note = self.reasons.get(one.measure, "")
                    yield [*named, one.measure, one.population, base, *numbers, one.mark, note]


def read_index(entries: Mapping[str, Any]) -> Index:
    """An index from the JSON of a return."""
    return Index(**{**entries, "topics": [Topic(**topic) for topic in entries["topics"]]})


def index_of(published: Published, home: Path) -> Index:
    """The index of a publication. home: where the force's own mapping of measures may be. Refused if that cannot be
    read."""
    framework = tomllib.loads(resources.files(_SHIPPED).joinpath("framework.toml").read_text(encoding="utf-8"))
    mapped = _mapped(home)
    measures, populations = published.labels.measures, {one.population for one in published.figures}
    topics = [
        _topic(kind, entry, measures, mapped, populations)
        for kind in (STAGES, RIGHTS, SECTIONS)
        for entry in framework[kind]
    ]
    reasons = {name: str(mapped[name].get("why", "")) for name in measures if name in mapped}
    return Index(topics, reasons, [name for name in measures if name not in mapped], framework["texts"])


def _topic(
    kind: str,
    entry: Mapping[str, Any],
    measures: Mapping[str, str],
    mapped: Mapping[str, Mapping[str, Any]],
    populations: set[str],
) -> Topic:
    name, population = entry.get("name", entry.get("number")), entry.get("population", "")
    if population:
        found = list(measures) if population in populations else []
    else:
        found = [measure for measure in measures if name in mapped.get(measure, {}).get(kind, [])]
    gap = str(entry.get("gap", "" if found else "No measure of this questionnaire is about it."))
    if population and found:
        gap = ""
    return Topic(kind, str(name), entry["title"], found, gap, tuple(entry.get("in", ())), population)


def _mapped(home: Path) -> Mapping[str, Mapping[str, Any]]:
    shipped = tomllib.loads(resources.files(_SHIPPED).joinpath("measures.toml").read_text(encoding="utf-8"))
    own = home / OWN_MEASURES
    if not own.is_file():
        return shipped
    try:
        entries = tomllib.loads(own.read_text(encoding="utf-8"))
        wrong = [name for name, entry in entries.items() if not isinstance(entry, dict) or not _is_mapping(entry)]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"{OWN_MEASURES} in AFTERCALL_HOME cannot be read: {error}") from None
    if wrong:
        raise Refused(f"{OWN_MEASURES}, [{wrong[0]}]: needs stages, rights and sections as lists, and why as a text")
    return shipped | entries


def _is_mapping(entry: Mapping[str, object]) -> bool:
    lists = all(isinstance(entry.get(kind, []), list) for kind in (STAGES, RIGHTS, SECTIONS))
    return lists and isinstance(entry.get("why", ""), str)
