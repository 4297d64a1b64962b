"""The order of an analysis's groups: ages from the youngest, categories as the programme lists them."""

from collections.abc import Iterable, Mapping, Sequence

from aftercall.core.ordering import order_key
from aftercall.frames.frame import AGE_BANDS
from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Wave
from aftercall.results.models import Figure

SEXES = ("female", "male", "other")


def group_orders(waves: Sequence[Wave], instruments: InstrumentSeries) -> Mapping[str, Sequence[str]]:
    """The groups of each breakdown in order. Categories are those of the latest wave's settings, levels of
    protected characteristics those of the questionnaire."""
    latest = max(waves, key=lambda wave: wave.month)
    return {
        "age_band": AGE_BANDS,
        "sex": SEXES,
        "category": latest.version.categories,
    } | {name: tuple(instruments.characteristic_levels(name).values()) for name in instruments.characteristics}


def in_own_order(figures: Iterable[Figure], orders: Mapping[str, Sequence[str]]) -> list[Figure]:
    """The figures with the groups of each table in order. The tables stay in the order in which they come."""
    given = list(figures)
    in_turn = dict.fromkeys((f.population, f.breakdown, f.measure) for f in given)
    tables = {table: place for place, table in enumerate(in_turn)}
    return sorted(
        given,
        key=lambda f: (tables[f.population, f.breakdown, f.measure], order_key(f.group, orders.get(f.breakdown, ()))),
    )
