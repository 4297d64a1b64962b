"""The figures of earlier periods as files show them. Another supplier's are marked."""

from aftercall.publication.files.content import Content
from aftercall.publication.files.values import rounded
from aftercall.publication.models import Mark
from aftercall.publication.trends import TrendPoint
from aftercall.publication.wording import without_method

_BREAK = "cannot be compared with the period before"


def point_cells(point: TrendPoint) -> tuple[str | int | float, ...]:
    """Base, percentage and interval of a period, or marks."""
    missing = (Mark.CONFIDENTIAL if point.percent is None else Mark.NOT_AVAILABLE).value
    numbers = (point.base, rounded(point.percent), rounded(point.low), rounded(point.high))
    return tuple(f"[{missing}]" if one is None else one for one in numbers)


def methods_of_others(content: Content) -> list[str]:
    """How the earlier figures of other suppliers were measured, each method once."""
    methods = dict.fromkeys(without_method(change.statement)[1] for change in content.changes if change.imported)
    return [f"How another supplier measured the earlier figures: {method}" for method in methods if method]


def who_measured(content: Content, point: TrendPoint) -> str:
    """Who measured the figure, and that it cannot be compared with the one before, if so."""
    supplier = f"{point.supplier} (another supplier)" if point.supplier else content.force
    return f"{supplier}; {_BREAK}" if point.after_break else supplier
