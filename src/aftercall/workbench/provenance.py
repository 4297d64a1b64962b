"""Where a figure comes from, as the parts of a document: the same for a figure of the workbench and a published one."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from aftercall import __version__
from aftercall.core.documents import Bullets, Facts, Heading, Paragraph, Part, Table
from aftercall.core.words import month, number, percent
from aftercall.dispositions.codes import group_counts
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.measures import Measure
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.outcome_rates import Outcomes, outcome_rates
from aftercall.programmes.models import Wave
from aftercall.programmes.presenters import exclusion_labels
from aftercall.results.document import weighting_summary
from aftercall.results.models import AnalysisRun
from aftercall.results.presenters import coding_facts
from aftercall.workbench.workspace import Workspace

_RATES = {
    "rr2": "Response rate (AAPOR RR2)",
    "coop2": "Cooperation rate (AAPOR COOP2)",
    "ref2": "Refusal rate (AAPOR REF2)",
    "con2": "Contact rate (AAPOR CON2)",
}
_ROUNDED_TO = 10


@dataclass(frozen=True, eq=False)
class Source:
    """What a figure was calculated from. rates: outcome rates by name. weighting: a summary of the weights. digests: of
    the data and of the design."""

    waves: Sequence[Wave]
    instruments: InstrumentSeries
    frame_size: int
    sampled: int
    respondents: int
    rates: Mapping[str, float | None]
    weighting: Mapping[str, Any]
    code_version: str
    data_digest: str
    design_digest: str
    analysis: int | None
    # How people's own words were coded, and how well the coders agreed.
    coding: Sequence[tuple[str, str]] = ()


def source_of_run(run: AnalysisRun, instruments: InstrumentSeries, *, published: bool = False) -> Source:
    """The source of a figure as an analysis stored it, from the database alone. published: as for `provenance`."""
    waves = run.waves.select_related("load", "version__survey", "release__instrument").order_by("month")
    return Source(
        waves=list(waves),
        instruments=instruments,
        frame_size=run.frame_size,
        sampled=run.sampled,
        respondents=run.respondents,
        rates=run.outcome_rates,
        weighting=run.weighting,
        code_version=run.code_version,
        data_digest=run.data_digest,
        design_digest=run.design_digest,
        analysis=run.pk,
        coding=coding_facts(run, published=published),
    )


def source_of_workspace(workspace: Workspace) -> Source:
    """The source of a figure as the workbench calculates it. The digest is that of today's data, even if they were
    analysed before."""
    if workspace.run is not None:
        stored = source_of_run(workspace.run, workspace.instruments)
        return Source(**(vars(stored) | {"data_digest": workspace.data_digest, "code_version": __version__}))
    outcomes = Outcomes(**group_counts(Counter(workspace.outcomes).elements()))
    return Source(
        waves=workspace.waves,
        instruments=workspace.instruments,
        frame_size=workspace.frame_size,
        sampled=workspace.sampled,
        respondents=workspace.respondents,
        rates=asdict(outcome_rates(outcomes)),
        weighting=weighting_summary(workspace.document, workspace.weighted.diagnostics()),
        code_version=__version__,
        data_digest=workspace.data_digest,
        design_digest="",
        analysis=None,
    )


def provenance(source: Source, measure: str, *, published: bool = False) -> list[Part]:
    """Where the figures of a measure come from, from the question to the digest of the data. published: for readers of
    published figures, who see no count of few people."""
    return [
        *_questions(source, measure),
        *_base(source.instruments, measure),
        *_sample(source),
        *_exclusions(source, published=published),
        *_response(source),
        *_weights(source),
        *_versions(source),
    ]


def _questions(source: Source, name: str) -> Iterator[Part]:
    instruments = source.instruments
    yield Heading("What people were asked")
    if name in instruments.coded:
        question = instruments.questions.get(instruments.coded[name].direction.partition("/")[0])
        yield Paragraph(
            f"What people said in their own words{f' to “{question.label}”' if question else ''}, as coded."
        )
        yield Facts(source.coding)
    for instrument in instruments.versions.values():
        if name in instrument.measures:
            if len(instruments.versions) > 1:
                yield Paragraph(f"In {instrument.title}, version {instrument.version}:")
            yield Bullets(_asked(instrument, instrument.measures[name]))


def _asked(instrument: Instrument, measure: Measure) -> list[str]:
    names = [measure.direction, *measure.degrees.values()]
    questions = [instrument.question[one] for one in names if one in instrument.question]
    return [f"“{one.label}” {_answers([choice.label for choice in one.choices])}".strip() for one in questions]


def _answers(labels: Sequence[str]) -> str:
    return f"Answers: {', '.join(label.rstrip('.') for label in labels)}." if labels else ""


def _base(instruments: InstrumentSeries, name: str) -> Iterator[Part]:
    measure = instruments.measures[name]
    yield Heading("What is counted")
    if name in instruments.coded:
        yield Paragraph("The share of people to whose words two people at the agency gave this code.")
        yield Paragraph("Not in the base: people who said nothing that could be coded.")
        return
    if measure.is_share:
        question = instruments.questions[measure.direction]
        counted = [choice.label for choice in question.choices if choice.name in measure.counts]
        yield Paragraph(f"The share of people who answered: {', '.join(counted)}.")
    else:
        yield Paragraph("The share of people who were completely, very or fairly satisfied.")
    left_out = [level.replace("_", " ") for level in sorted(instruments.latest.leaves_base)]
    if not measure.is_share and left_out:
        yield Paragraph(f"Not in the base: people who were not asked, and those whose answer is {', '.join(left_out)}.")
    else:
        yield Paragraph("Not in the base: people who were not asked, or gave no answer.")
    for one in instruments.breaks.get(name, ()):
        yield Paragraph(f"The question was changed in {month(one)}; only answers since then count.")


def _sample(source: Source) -> Iterator[Part]:
    yield Heading("Who was sampled")
    yield Facts(
        [
            ("People in the frames", number(source.frame_size)),
            ("Sampled at random", number(source.sampled)),
            ("Interviewed", number(source.respondents)),
        ]
    )
    rows = [
        [
            month(wave.month),
            number(wave.load.flow["read"]),
            number(wave.load.flow["frame"]),
            str(wave.release.instrument),
        ]
        for wave in source.waves
    ]
    yield Table("Waves", ["Month", "Records", "People in the frame", "Questionnaire"], rows)


def _exclusions(source: Source, *, published: bool) -> Iterator[Part]:
    """How many records were excluded for each reason. published: rounded, because the number of all of them is known,
    so that the exact others, or those of two periods, would give that of a rare reason. Nor may it be the only one."""
    counts = Counter[str]()
    for wave in source.waves:
        labels = exclusion_labels(wave)
        counts.update({labels.get(code, code): count for code, count in wave.load.flow["excluded"].items() if count})
    if len(counts) > (1 if published else 0):
        rows = [[words, rounded_count(count) if published else number(count)] for words, count in counts.most_common()]
        caption = "Records excluded before sampling, by the first reason that applied"
        yield Table(f"{caption}, to the nearest {_ROUNDED_TO}" if published else caption, ["Reason", "Records"], rows)


def rounded_count(count: int) -> str:
    """A count as readers of published figures see it."""
    if count < _ROUNDED_TO:
        return f"fewer than {_ROUNDED_TO}"
    return number((count + _ROUNDED_TO // 2) // _ROUNDED_TO * _ROUNDED_TO)


def _response(source: Source) -> Iterator[Part]:
    yield Heading("How many took part")
    yield Facts([(words, _rate(source.rates.get(name))) for name, words in _RATES.items()])


def _rate(rate: float | None) -> str:
    return "not available" if rate is None else percent(rate, 1)


def _weights(source: Source) -> Iterator[Part]:
    weighting = source.weighting
    if "raking" not in weighting:
        return
    after = weighting["raking"]["after"]
    yield Heading("How people were weighted")
    yield Paragraph(
        "Each person stands for the people of their stratum. Weights were adjusted for nonresponse within cells of "
        "category and age, then raked to the frame’s totals by quarter, category, area, age and sex. Standard errors "
        "and intervals follow the design: strata, the finite population, and the raking."
    )
    yield Facts(
        [
            ("Nonresponse cells", number(weighting["nonresponse_cells"])),
            ("Weights, smallest to largest", f"{after['smallest']:.2f} to {after['largest']:.2f}"),
            ("Design effect of the weights (Kish)", f"{after['kish_deff']:.2f}"),
            ("Rule for strata with one respondent", weighting["lonely_rule"]),
        ]
    )


def _versions(source: Source) -> Iterator[Part]:
    yield Heading("Versions and digests")
    versions = {wave.release.instrument for wave in source.waves}
    facts = [(f"Questionnaire {one}", one.digest) for one in sorted(versions, key=lambda one: one.version)]
    facts += [("Software version", source.code_version), ("Digest of the data", source.data_digest)]
    if source.design_digest:
        facts.append(("Digest of the design", source.design_digest))
    facts.append(
        ("Analysis", "None; calculated when asked for" if source.analysis is None else f"Number {source.analysis}")
    )
    yield Facts(facts)
