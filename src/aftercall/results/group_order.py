"""The order of an analysis's groups: quarters and ages as they follow each other, categories as the programme lists
them."""

from collections.abc import Iterable, Mapping, Sequence

from aftercall.core.ordering import order_key
from aftercall.frames.frame import AGE_BANDS
from aftercall.programmes.models import Wave
from aftercall.results.models import Figure
from aftercall.results.periods import Period

SEXES = ("female", "male", "other")


def group_orders(period: Period, waves: Sequence[Wave]) -> Mapping[str, Sequence[str]]:
    """The groups of each breakdown in order. Categories are those of the latest wave's settings."""
    latest = max(waves, key=lambda wave: wave.month)
    return {
        "quarter": period.all_quarters,
        "age_band": AGE_BANDS,
        "sex": SEXES,
        "category": latest.version.categories,
    }


def in_own_order(figures: Iterable[Figure], orders: Mapping[str, Sequence[str]]) -> list[Figure]:
    """The figures with the groups of each table in order. The tables stay in the order in which they come."""
    given = list(figures)
    tables = {table: place for place, table in enumerate(dict.fromkeys((f.breakdown, f.measure) for f in given))}
    return sorted(
        given, key=lambda f: (tables[f.breakdown, f.measure], order_key(f.group, orders.get(f.breakdown, ())))
    )
