"""Analyses of answers that hold exactly given percentages, through the same estimation as a returned month, without a
frame."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from tests.fieldwork.making import Person, make_release, make_wave
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.estimates.run import estimate_table
from aftercall.methods.outcome_rates import Outcomes, outcome_rates
from aftercall.programmes.models import Programme
from aftercall.results import rows
from aftercall.results.answered import read_answers
from aftercall.results.counts import measure_counts
from aftercall.results.dataset import RAKING_VARIABLES, SampledPerson
from aftercall.results.document import design_document, weighting_summary
from aftercall.results.group_order import group_orders, in_own_order
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts, Population
from aftercall.results.table import sample_table

# By measure: how many people answered, and how many of them were satisfied.
type Satisfied = Mapping[str, int]
IN_FRAME_OF_EACH = 20


def answered_run(
    programme: Programme,
    author: User,
    people: Mapping[Population, tuple[int, Satisfied]],
    *,
    first: date,
    last: date | None = None,
    about_you: Mapping[str, Sequence[str]] | None = None,
) -> AnalysisRun:
    """An analysis of a period in which so many people of each population answered every measure that is named, and so
    many of them were satisfied with it. Everybody has the same weight. about_you: answers to further questions, which
    people give in turn."""
    run = _new_run(programme, author, first, last or first)
    instruments = instruments_of_run(run)
    [version] = instruments.versions
    asked = [
        _person(first, version, *one) for population in people for one in _answers(population, *people[population])
    ]
    for name, given in (about_you or {}).items():
        for place, person in enumerate(asked):
            person.answers[name] = given[place % len(given)]
    answered = read_answers(asked, instruments)
    margins = {name: {"all": IN_FRAME_OF_EACH * len(asked)} for name in RAKING_VARIABLES}
    table = sample_table(answered, instruments)
    document = design_document(margins, table, instruments)
    estimates = estimate_table(table, document, data_name="answers", design_name="design")
    run.design_text, run.respondents = json.dumps(document), len(asked)
    run.outcome_rates = asdict(outcome_rates(Outcomes(complete=len(asked), unknown_household=3000 - len(asked))))
    run.weighting = weighting_summary(document, estimates.diagnostics())
    run.save()
    orders = group_orders(list(run.waves.all()), instruments)
    Figure.objects.bulk_create(in_own_order(rows.figures(run, estimates.rows, instruments), orders))
    MeasureCounts.objects.bulk_create(measure_counts(run, answered))
    return run


def _new_run(programme: Programme, author: User, first: date, last: date) -> AnalysisRun:
    waves = list(programme.waves.filter(month=first)) or [make_wave(programme, first)]
    if not hasattr(waves[0], "release"):
        make_release([Person(f"{programme.slug} {first:%Y-%m}")], waves[0])
    run = AnalysisRun.objects.create(
        programme=programme,
        first_month=first,
        last_month=last,
        run_at=LATER,
        run_by=author,
        code_version="1",
        data_digest=f"of {first:%Y-%m}",
        design_text="{}",
        frame_size=9000,
        sampled=3000,
        respondents=0,
        outcome_rates={},
        weighting={},
    )
    run.waves.set(waves)
    run.instruments.set([waves[0].release.instrument])
    return run


def _answers(population: Population, base: int, satisfied: Satisfied) -> Sequence[tuple[Population, dict[str, str]]]:
    return [
        (
            population,
            {"reported_by": "yes"}
            | {name: "satisfied" if place < count else "neither" for name, count in satisfied.items()}
            | {f"{name}_satisfied": "very" for name, count in satisfied.items() if place < count},
        )
        for place in range(base)
    ]


def _person(month: date, version: str, population: Population, answers: Mapping[str, str]) -> SampledPerson:
    return SampledPerson(
        month=month,
        stratum="all",
        stratum_size=100_000,
        base_weight=float(IN_FRAME_OF_EACH),
        levels=dict.fromkeys(RAKING_VARIABLES, "all"),
        responded=True,
        instrument=version,
        answers=dict(answers),
        population=population,
    )
