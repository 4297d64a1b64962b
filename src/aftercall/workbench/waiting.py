"""What the local policing body may want to know: the published figures to explore."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.core.home import HomeItem
from aftercall.core.words import counted
from aftercall.publication.models import Direction
from aftercall.publication.queries import changes_shown, in_force


def figures_to_explore(_: datetime, __: object) -> Iterator[HomeItem]:
    """The latest published figures, with how many of them rose or fell."""
    newest = in_force().first()
    if newest is not None:
        changes = list(changes_shown(newest))
        rises, falls = (
            counted(sum(one.direction == direction for one in changes), word)
            for direction, word in ((Direction.ROSE, "rise"), (Direction.FELL, "fall"))
        )
        yield HomeItem(
            f"Explore {newest.title}",
            reverse("workbench:explore", args=[newest.slug]),
            f"With charts and the origin of every figure: {rises} and {falls} larger than chance explains.",
        )
