"""Puts an export together: one zip for a named recipient and purpose."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import resources

from aftercall.core.errors import Refused
from aftercall.core.words import day
from aftercall.csv_files import write_rows
from aftercall.evidence.archive.published import Published
from aftercall.evidence.archive.recomputing import CHARACTERISTIC
from aftercall.evidence.building.analyses import ReadAnalysis
from aftercall.evidence.building.assembling import CHANGED
from aftercall.evidence.building.gathering import Sources, gather, shown_groups
from aftercall.evidence.building.microdata import Microdata, microdata_of
from aftercall.evidence.exporting.formats import parquet, spss
from aftercall.evidence.exporting.weights import weighting_of
from aftercall.methods.disclosure import DisclosureRule
from aftercall.publication.files.content import content_of
from aftercall.publication.files.reproducible_zip import reproducible_zip
from aftercall.publication.models import Publication
from aftercall.publication.thresholds import thresholds_of

_SNIPPETS = ("reproduce.py", "reproduce.R")
# What the weights of an export already allow for.
_NOT_NEEDED = ("responded", "base_weight")


@dataclass(frozen=True)
class BuiltExport:
    """An export, and numbers about it for its page and the audit log."""

    content: bytes
    summary: dict[str, object]


def build_export(publication: Publication, *, purpose: str, recipient: str, ends_on: date) -> BuiltExport:
    """The zip for analysts. Refused if the publication is not public, or its data have changed since."""
    sources = Sources(publication, microdata=True)
    published = gather(content_of(publication, ""), sources)
    analysis = sources.analysis(publication.run)
    if analysis is None:
        raise Refused(CHANGED)
    weighting = weighting_of(analysis)
    data = without_columns(microdata_of(analysis, shown_groups(published), weighting.extra), _NOT_NEEDED)
    files = {
        "README.txt": _readme(published, data, thresholds_of(analysis.run), purpose, recipient, ends_on),
        "microdata.csv": data.csv(),
        "microdata.parquet": parquet(data),
        "microdata.sav": spss(data, published.labels.title),
        "codebook.csv": data.codebook(),
        "margins.csv": weighting.margins_csv(),
        "published.csv": _published_csv(published, analysis),
        **{name: resources.files(__package__).joinpath(name).read_bytes() for name in _SNIPPETS},
    }
    summary = {"people": data.respondents, "columns": len(data.columns), "unique": data.unique}
    return BuiltExport(reproducible_zip(files.items()), dict(summary))


def without_columns(data: Microdata, names: Sequence[str]) -> Microdata:
    """The microdata without some columns."""
    kept = [place for place, column in enumerate(data.columns) if column.name not in names]
    rows = [[row[place] for place in kept] for row in data.rows]
    return replace(data, columns=[data.columns[place] for place in kept], rows=rows)


def _published_csv(published: Published, analysis: ReadAnalysis) -> bytes:
    """The figures that are shown, with the column that has each breakdown."""
    characteristics = analysis.instruments.characteristics
    heads = ["measure", "population", "column", "group", "n", "percent", "low", "high"]
    rows = [
        [
            *(one.measure, one.population),
            f"{CHARACTERISTIC}{one.breakdown}" if one.breakdown in characteristics else one.breakdown,
            *(one.group, one.n, repr(one.percent), repr(one.low), repr(one.high)),
        ]
        for one in published.figures
        if one.source == published.analysis and None not in {one.percent, one.low, one.high}
    ]
    text = io.StringIO(newline="")
    write_rows(text, [heads, *rows])
    return text.getvalue().encode()


def _readme(
    published: Published, data: Microdata, thresholds: DisclosureRule, purpose: str, recipient: str, ends_on: date
) -> bytes:
    lines = [
        f"Microdata of: {published.labels.title}",
        published.labels.force,
        "",
        f"For: {recipient}",
        f"Purpose: {purpose}",
        f"Use them for nothing else, pass them on to nobody, and erase them by {day(ends_on)}.",
        "",
        f"{data.respondents:,} people who were interviewed. The file is pseudonymised, not anonymous:",
        f"{data.unique:,} of them have a combination of characteristics, stratum and weights that nobody else in it",
        "has. Treat it as personal data. Do not try to recognise anybody. Publish only figures of",
        f"at least {thresholds.minimum_base} people in which at least {thresholds.minimum_count} gave each answer.",
        "",
        "microdata.csv, .parquet, .sav: the same people in three formats; codebook.csv says what the columns mean.",
        "weight: to estimate with. nonresponse_weight, stratum, stratum_size, rake_… and margins.csv: the design, from",
        "which standard errors must be calculated. published.csv: the published figures.",
        "reproduce.py (numpy, pandas, scipy) and reproduce.R (survey) print the published figures again.",
    ]
    return ("\n".join(lines) + "\n").encode()
