"""What a researcher says of two records that may or may not be of one person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import F

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.programmes import folders, queries
from aftercall.programmes.models import MatchDecision, MatchVerdict, Wave
from aftercall.programmes.policies import require_undrawn

PAIRS_PER_PAGE = 10
_SIDES = ("a", "b")
_REFERENCES = ("crime_ref", "victim_ref")
type Pair = dict[str, Any]


@transaction.atomic
def see_matches(*, wave: Wave, page: str | None, actor: User, at: datetime) -> "Page[Pair]":
    """Open a page of the possible matches, those without a decision first. Each opening is an entry of the log."""
    require_undrawn(wave)
    decided = {one.pair for one in queries.decisions(wave) if one.verdict != MatchVerdict.NONE}
    pairs = sorted(folders.open_matches(wave.load), key=lambda pair: pair["pair"] in decided)
    shown = Paginator(pairs, PAIRS_PER_PAGE).get_page(page)
    details = {"page": shown.number, "pairs": len(shown.object_list)}
    audit.record(actor=actor, action="matches.opened", subject=wave.subject, at=at, details=details)
    return shown


@transaction.atomic
def decide_matches(*, wave: Wave, verdicts: Mapping[str, str], actor: User, at: datetime) -> int:
    """Keep what was said of these pairs. Returns how many of them were changed by it; nothing is applied yet."""
    wave = _locked(wave)
    pairs = {pair["pair"]: pair for pair in folders.open_matches(wave.load)}
    if not verdicts.keys() <= pairs.keys():
        raise Refused(
            "Your decisions were not saved, because the extract has been loaded again. Review the matches again"
        )
    former = {one.pair: one.verdict for one in queries.decisions(wave)}
    changed = {pair: said for pair, said in verdicts.items() if former.get(pair, MatchVerdict.NONE) != said}
    if not changed:
        return 0
    made = [_decision(wave, pairs[pair], said, actor, at) for pair, said in changed.items()]
    MatchDecision.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["wave", "pair"],
        update_fields=["verdict", "decided_by", "decided_at"],
    )
    _forget_empty(wave)
    details = {verdict.value: list(changed.values()).count(verdict) for verdict in MatchVerdict}
    audit.record(actor=actor, action="matches.decided", subject=wave.subject, at=at, details=details)
    return len(changed)


def _decision(wave: Wave, pair: Pair, verdict: str, actor: User, at: datetime) -> MatchDecision:
    references = {f"{name}_{side}": pair[side][name] for side in _SIDES for name in _REFERENCES}
    return MatchDecision(wave=wave, pair=pair["pair"], verdict=verdict, decided_by=actor, decided_at=at, **references)


@transaction.atomic
def withdraw_decisions(*, wave: Wave, actor: User, at: datetime) -> int:
    """Take back what is waiting, so that what was decided is again what the frame was built with."""
    wave = _locked(wave)
    withdrawn = queries.waiting_decisions(wave).update(verdict=F("applied"), decided_by=actor, decided_at=at)
    if not withdrawn:
        raise Refused("No decisions are waiting, so there is nothing to withdraw")
    _forget_empty(wave)
    details = {"decisions": withdrawn}
    audit.record(actor=actor, action="matches.withdrawn", subject=wave.subject, at=at, details=details)
    return withdrawn


def note_applied(wave: Wave, applied: Sequence[MatchDecision]) -> None:
    """In the transaction of a load: the frame was built with these, and with no other."""
    for verdict in (MatchVerdict.SAME, MatchVerdict.DIFFERENT):
        keys = [one.pk for one in applied if one.verdict == verdict]
        queries.decisions(wave).filter(pk__in=keys).update(applied=verdict)
    queries.decisions(wave).exclude(pk__in=[one.pk for one in applied]).update(applied=MatchVerdict.NONE)
    _forget_empty(wave)


def _locked(wave: Wave) -> Wave:
    """No draw may begin from the frame while its decisions change."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    require_undrawn(locked)
    return locked


def _forget_empty(wave: Wave) -> None:
    queries.decisions(wave).filter(verdict=MatchVerdict.NONE, applied=MatchVerdict.NONE).delete()
