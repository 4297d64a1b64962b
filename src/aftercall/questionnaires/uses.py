"""Which versions are in use, by what, and what interviewers made of their checks."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.signals import checks_overridden, series_decided, versions_in_use


def uses() -> dict[int, list[str]]:
    """The names of what uses each stored version, by its id."""
    found: dict[int, list[str]] = defaultdict(list)
    answers: Sequence[tuple[object, Any]] = versions_in_use.send(sender=InstrumentVersion)
    for _, answer in answers:
        for pk, names in answer.items():
            found[pk] += names
    return dict(found)


def overridden(version: InstrumentVersion) -> Mapping[str, int]:
    """How often answers were saved despite a soft check, by question."""
    found = Counter[str]()
    answers: Sequence[tuple[object, Any]] = checks_overridden.send(sender=InstrumentVersion, version=version)
    for _, answer in answers:
        found.update(answer)
    return found


def affected_by_decisions(later: InstrumentVersion) -> list[tuple[str, str]]:
    """What was made under a decision about this version's series other than the one now in force: words and an
    address."""
    answers: Sequence[tuple[object, Any]] = series_decided.send(sender=InstrumentVersion, later=later)
    return [pair for _, answer in answers for pair in answer]


def version_to_compare_with(name: str, version: int) -> InstrumentVersion | None:
    """The latest version of this name in use, earlier than this one if there is one; otherwise the latest stored before
    it."""
    stored = list(InstrumentVersion.objects.filter(name=name).exclude(version=version).order_by("-version"))
    used = uses()
    before = [one for one in stored if one.version < version] or stored
    return next((one for one in before if one.pk in used), before[0] if before else None)
