"""The sentences of the meeting pack, the same on slides and in the PDF."""

from collections.abc import Sequence

from aftercall.core.words import counted, joined, percent
from aftercall.improvements.pack.content import Funnel, Headline, Pack

ONLY_PUBLISHED = "Published figures only. Nothing here identifies a person."
CHANCE = (
    "Figures come from a sample, so they go up and down by chance. A change is called one only if it is more than "
    "chance explains. The results that prompted an action never count as its baseline, because a low figure mostly "
    "looks better the next time whatever anyone does. A clear change does not prove that an action was the reason for "
    "it."
)
QUOTATIONS = "In people’s own words"
QUOTED = (
    "People who agreed to be quoted. Two people at the agency removed what could identify somebody, and the agency and "
    "the force released each quotation. They were chosen, so they do not represent everybody."
)
FUNNEL_KEY = "Dashed: 95% of groups that do not differ are within these limits. Solid: 99.8%."

LOWEST = "Some are low by chance alone, and would look better next time whatever anyone does."
LOWEST_HEADS = ("Measure", "Group", "Satisfied", "95% interval", "People")
ACTION_HEADS = ("Action", "Owner", "In place by", "State", "What the results say")
_ZONES = {"within": "Yes", "warning": "Beyond 95%", "alarm": "Beyond 99.8%"}


def zone_words(zone: str) -> str:
    """Whether chance explains how far a group is from everybody."""
    return _ZONES[zone]


def headline_words(headlines: Sequence[Headline]) -> str:
    """The highest and the lowest of the headlines."""
    ordered = sorted(headlines, key=lambda one: one.share)
    if not ordered:
        return "No figure is shown."
    lowest, highest = ordered[0], ordered[-1]
    return f"Highest: {highest.label}, {percent(highest.share)}. Lowest: {lowest.label}, {percent(lowest.share)}."


def funnel_words(funnel: Funnel) -> str:
    """Which groups are beyond what chance explains."""
    beyond = [
        f"{one.label} ({percent(one.share)}, {'below' if one.share < funnel.target else 'above'})"
        for one in funnel.places
        if one.zone != "within"
    ]
    found = f"Beyond what chance explains: {joined(beyond)}" if beyond else "None differs by more than chance explains"
    return f"{counted(len(funnel.places), 'group')} around {percent(funnel.target)}. {found}."


def change_words(pack: Pack) -> str:
    """How many changes are more than chance."""
    if not pack.changes:
        return "There are no earlier results to compare with."
    clear = pack.clear_changes
    verb = "is" if clear == 1 else "are"
    return (
        f"{clear} of {counted(len(pack.changes), 'comparison')} with earlier results {verb} more than chance explains."
    )
