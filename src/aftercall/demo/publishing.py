"""The results of the demo: two researchers sign them off, and the service publishes them on time. Two are corrected
because a decision about the questionnaire was wrong: one correction is public, the other announced. A third, of a
text, waits for approval."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from aftercall.accounts.models import User
from aftercall.core.words import number
from aftercall.programmes.models import Programme
from aftercall.publication import operations, policies
from aftercall.publication.models import Publication
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import analyse
from aftercall.results.periods import Period

REFUSAL = "Say how many people were asked and how many answered, so that readers can judge the figures."
_REWORDED = (
    "In July 2025 the question about being kept informed was changed: it also asks about times without news. "
    "The answers before and after the change cannot be compared. "
)
# Why the quarter after the change is corrected, and why the year.
NOT_COMPARED = f"{_REWORDED}We had compared them, and no longer do."
NOT_ADDED_UP = f"{_REWORDED}We had added them up. The figure now counts the answers since July 2025 only."
# Why the quarter before is to be corrected.
NOT_CRIMES_ALONE = (
    "The text said that we had drawn victims of crimes alone. We draw victims of crimes and incidents. The figures are "
    "the same."
)


@dataclass(frozen=True)
class Researchers:
    """Who publishes: the author prepares results, the reviewer decides about them."""

    author: User
    reviewer: User


def publish_on(
    *,
    programme: Programme,
    period: Period,
    by: Researchers,
    at: datetime,
    publish_at: datetime,
    correction: str = "",
    refused_once: bool = False,
) -> Publication:
    """Analyse a period and sign its results off, within 40 minutes. They become public once `publish_due` runs."""
    draft = send_on(programme=programme, period=period, by=by, at=at, correction=correction, refused_once=refused_once)
    return operations.approve(
        publication=draft, publish_at=publish_at, seen=policies.seen(draft), actor=by.reviewer, at=_after(at, 40)
    )


def send_on(
    *,
    programme: Programme,
    period: Period,
    by: Researchers,
    at: datetime,
    correction: str = "",
    refused_once: bool = False,
) -> Publication:
    """Analyse a period and send its results for approval, within half an hour."""
    run = analyse(programme=programme, period=period, actor=by.author, at=at)
    draft = operations.prepare(run=run, actor=by.author, at=_after(at, 10), correction=correction)
    if refused_once:
        _write(draft, "These are the first results of this survey.", by.author, _after(at, 12))
        operations.check(publication=draft, actor=by.author, at=_after(at, 14))
        operations.refuse(publication=draft, reason=REFUSAL, actor=by.reviewer, at=_after(at, 20))
    _write(draft, _commentary(run), by.author, _after(at, 25))
    return operations.check(publication=draft, actor=by.author, at=_after(at, 30))


def _write(draft: Publication, commentary: str, author: User, at: datetime) -> None:
    operations.edit(publication=draft, commentary=commentary, correction=draft.correction, actor=author, at=at)


def _commentary(run: AnalysisRun) -> str:
    return (
        f"We drew {number(run.sampled)} victims of crimes and incidents reported in {run.period} at random, and "
        f"interviewed {number(run.respondents)} of them.\n\n"
        "The people in these results are made up. The crimes and incidents are real."
    )


def _after(at: datetime, minutes: int) -> datetime:
    return at + timedelta(minutes=minutes)
