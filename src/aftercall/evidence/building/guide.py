"""The document of a return to read: what it is evidence of, what is in it, how to verify it, and how to treat it."""

from collections.abc import Sequence

from aftercall.core.documents import (
    Bar,
    BarGroup,
    Bullets,
    Caution,
    Document,
    Facts,
    GroupedBars,
    Heading,
    Paragraph,
    Part,
    Table,
)
from aftercall.core.words import counted, number, rounded_points
from aftercall.evidence.archive import names
from aftercall.evidence.archive.published import FigureRecord, Published
from aftercall.evidence.building.index import RIGHTS, SECTIONS, STAGES, Index, Topic
from aftercall.evidence.building.microdata import Microdata
from aftercall.publication.files.content import Content

VERIFY = "aftercall evidence verify RETURN.zip"
WITHHELD = (
    "Figures that disclosure control withheld are withheld in every table of this return too. The microdata would "
    "allow you to calculate most of them. They are withheld from the public to protect people: do not publish them, "
    "and do not pass them on."
)
NOT_ANONYMOUS = (
    "The microdata are pseudonymised, not anonymous: there is no id that leads to a case, but somebody who knows a "
    "person well could recognise them. Treat them as personal data, some of it of special categories, use them to "
    "verify and examine the figures only, and erase them when you no longer need them."
)
MONTHS = (
    "Strata are numbered, but with the sample certificates their sizes say in which month and place people reported."
)
_MARKS = (
    "[c]: withheld, to protect people. [u]: based on few answers, so unreliable. [low]: rounds to 0 but is not 0. [x]: "
    "not available."
)


def guide(content: Content, published: Published, index: Index, microdata: Sequence[Microdata], key: str) -> Document:
    """What a return says about itself. key: the fingerprint of the key that it is signed with."""
    parts: list[Part] = [
        *covered(published, index),
        *gaps(index),
        Heading("What is in this return"),
        Facts(contents_rows(with_microdata=bool(microdata))),
        *_verifying(key, microdata),
        *_treating(microdata),
    ]
    introduction = f"{content.force}. About crimes and incidents reported in {content.period}. {content.issued}"
    return Document(
        f"Evidence return: {content.title}", introduction, parts, footer=f"{content.force}: evidence return"
    )


def covered(published: Published, index: Index) -> list[Part]:
    """What the figures are evidence of: stages and rights with bars, the Act in a table."""
    return [
        Heading("What the figures are evidence of"),
        Paragraph(index.texts["assessment"]),
        _with_bars("Stages of the inspectorate’s assessments", STAGES, published, index),
        _with_bars("Rights of the Victims’ Code", RIGHTS, published, index),
        Table(
            "Victims and Prisoners Act 2024",
            ["Section", "Figures for everybody"],
            [[f"{one.name}. {one.title}", figures_of(one, published)] for one in index.of(SECTIONS)],
        ),
        Paragraph(_MARKS),
        Caution(index.texts["act"]),
    ]


def _with_bars(caption: str, kind: str, published: Published, index: Index) -> GroupedBars:
    """The figures for everybody under each topic of a kind."""
    groups = [
        BarGroup(
            _title(topic), [_bar(one, published) for one in _figures(topic, published)], _details(topic), "No figure"
        )
        for topic in index.of(kind)
    ]
    return GroupedBars(caption, ("Measure, for everybody", "Share", "95% interval", "Chart"), groups)


def _title(topic: Topic) -> str:
    return topic.title if topic.kind == STAGES else f"{topic.name}. {topic.title}"


def _details(topic: Topic) -> str:
    """The assessments that a stage belongs to."""
    return f"({' and '.join(topic.where)})" if topic.where else ""


def _bar(one: FigureRecord, published: Published) -> Bar:
    label = published.labels.of_measure(one.measure)
    if one.percent is None:
        return Bar(label, f"[{one.mark}]", 0.0)
    mark = f" [{one.mark}]" if one.mark else ""
    if one.low is None or one.high is None:
        return Bar(label, f"{_shown(one.percent)}{mark}", one.percent / 100)
    interval = f"{_shown(one.low)} to {_shown(one.high)}"
    return Bar(label, f"{_shown(one.percent)}{mark}", one.percent / 100, one.low / 100, one.high / 100, interval)


def _figures(topic: Topic, published: Published) -> list[FigureRecord]:
    """The figures for everybody that are evidence of a topic."""
    population = topic.population or "all"
    return [
        one
        for one in published.figures
        if not one.breakdown and one.measure in topic.measures and one.population == population
    ]


def figures_of(topic: Topic, published: Published) -> str:
    """The figures for everybody that are evidence of a topic, in a sentence."""
    return "; ".join(_words(one, published) for one in _figures(topic, published)) or "None"


def _words(one: FigureRecord, published: Published) -> str:
    label = published.labels.measures.get(one.measure, one.measure)
    if one.percent is None:
        return f"{label} [{one.mark}]"
    interval = "" if one.low is None or one.high is None else f" ({_shown(one.low)} to {_shown(one.high)})"
    return f"{label} {_shown(one.percent)}{interval}{f' [{one.mark}]' if one.mark else ''}"


def _shown(percentage: float) -> str:
    """With the decimal place of the tables. Without microdata there are no more, so it cannot be rounded further."""
    return f"{rounded_points(percentage):.1f}%"


def gaps(index: Index) -> list[Part]:
    """What no figure is evidence of, and what figures cover in part only."""
    missing = [f"{_name(topic)}: {topic.gap}" for topic in index.gaps]
    partly = [f"{_name(topic)}: {topic.gap}" for topic in index.topics if topic.is_covered and topic.gap]
    parts: list[Part] = [Heading("What no figure is evidence of"), Bullets(missing or ["Nothing is left out."])]
    if partly:
        parts += [Paragraph("Covered in part only:"), Bullets(partly)]
    if index.unmapped:
        parts.append(Caution(f"Nobody has said what these measures are evidence of: {', '.join(index.unmapped)}."))
    return parts


def _name(topic: Topic) -> str:
    return {STAGES: topic.title, RIGHTS: f"Right {topic.name}", SECTIONS: f"Section {topic.name}"}[topic.kind]


def contents_rows(*, with_microdata: bool) -> list[tuple[str, str]]:
    """What is in a return, by file or folder."""
    rows = [
        (names.GUIDE, "This document"),
        (names.INDEX_TABLE, "What each figure is evidence of, as a table; index.json for programs"),
        (names.FIGURES, "Every published figure and change, with the analysis that it is computed from"),
        (names.PUBLICATION, "The files of the publication, as everyone can download them"),
        ("certificates/", "The certificates of the samples, and of erasure where retention has ended"),
        (names.IMPORTED_TABLE, "Figures that another supplier measured, which cannot be computed again"),
        (names.MANIFEST, "The digest of every file, signed; lines.json helps to place a difference"),
    ]
    if with_microdata:
        rows.insert(4, (names.MICRODATA, "Microdata of each analysis, with its design (.toml) and codebook"))
    return rows


def _verifying(key: str, microdata: Sequence[Microdata]) -> list[Part]:
    does = (
        "The command computes every figure again from the microdata, compares the tables with them cell by cell, and "
        "checks the digest of every file, the signature and the certificates. Nothing but the file is needed."
        if microdata
        else "This return has no microdata. The command compares the tables with each other cell by cell, and checks "
        "the digest of every file, the signature and the certificates. It cannot compute the figures again."
    )
    return [
        Heading("How to verify it"),
        Paragraph(f"Install Aftercall, then run: {VERIFY}"),
        Paragraph(does),
        Facts([("Fingerprint of the key that signed it", key)]),
        Paragraph("Compare the fingerprint with the one that the force shows you in another way, such as on its site."),
    ]


def _treating(microdata: Sequence[Microdata]) -> list[Part]:
    if not microdata:
        return []
    own = microdata[0]
    words = (
        f"Of the {counted(own.respondents, 'person', 'people')} interviewed, {number(own.unique)} have a "
        "combination of characteristics, stratum and weights that nobody else in the file has."
    )
    return [
        Heading("How to treat the microdata"),
        Caution(NOT_ANONYMOUS),
        Paragraph(words),
        Paragraph(MONTHS),
        Paragraph(WITHHELD),
    ]
