"""Clerical review: a researcher's decisions about possible matches."""

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
from aftercall.programmes.policies import require_reviewable_matches

PAIRS_PER_PAGE = 10
_SIDES = ("a", "b")
_REFERENCES = ("crime_ref", "victim_ref")
type Pair = dict[str, Any]


@transaction.atomic
def see_matches(*, wave: Wave, page: str | None, actor: User, at: datetime) -> "Page[Pair]":
    """A page of the possible matches, undecided ones first. Opening it is recorded in the audit log every time."""
    require_reviewable_matches(wave)
    decided = {one.pair for one in queries.decisions(wave) if one.verdict != MatchVerdict.NONE}
    pairs = sorted(folders.decrypt_matches(wave.load), key=lambda pair: pair["pair"] in decided)
    shown = Paginator(pairs, PAIRS_PER_PAGE).get_page(page)
    details = {"page": shown.number, "pairs": len(shown.object_list)}
    audit.record(actor=actor, action="matches.opened", subject=wave.subject, at=at, details=details)
    return shown


@transaction.atomic
def decide_matches(*, wave: Wave, verdicts: Mapping[str, str], actor: User, at: datetime) -> int:
    """Save these decisions, by pair. Those that change the frame wait until it is built again. Returns how many
    decisions have changed."""
    wave = _lock_undrawn(wave)
    pairs = {pair["pair"]: pair for pair in folders.decrypt_matches(wave.load)}
    if not verdicts.keys() <= pairs.keys():
        raise Refused(
            "Your decisions have not been saved, because the extract has been loaded again. Review the matches again"
        )
    former = {one.pair: one for one in queries.decisions(wave)}
    changed = {pair: new for pair, new in verdicts.items() if _verdict(former.get(pair)) != new}
    if not changed:
        return 0
    changes = [_decision(wave, pairs[pair], verdict, former.get(pair), actor, at) for pair, verdict in changed.items()]
    MatchDecision.objects.bulk_create(
        changes,
        update_conflicts=True,
        unique_fields=["wave", "pair"],
        update_fields=["verdict", "changes_frame", "decided_by", "decided_at"],
    )
    _delete_undecided(wave)
    details = {verdict.value: list(changed.values()).count(verdict) for verdict in MatchVerdict}
    audit.record(actor=actor, action="matches.decided", subject=wave.subject, at=at, details=details)
    return len(changed)


def _verdict(decision: MatchDecision | None) -> str:
    return decision.verdict if decision else MatchVerdict.NONE


def _decision(
    wave: Wave, pair: Pair, verdict: str, former: MatchDecision | None, actor: User, at: datetime
) -> MatchDecision:
    references = {f"{name}_{side}": pair[side][name] for side in _SIDES for name in _REFERENCES}
    return MatchDecision(
        wave=wave,
        pair=pair["pair"],
        verdict=verdict,
        changes_frame=_changes_frame(pair, verdict, former),
        decided_by=actor,
        decided_at=at,
        **references,
    )


def _changes_frame(pair: Pair, verdict: str, former: MatchDecision | None) -> bool:
    """Whether the frame must be built again for this verdict. Without an earlier decision, the frame itself says
    whether it agrees. A decision that the frame was built with may be the reason why the pair is as it is."""
    if former and former.applied != MatchVerdict.NONE:
        return verdict != former.applied
    as_it_is = MatchVerdict.SAME if pair["joined"] else MatchVerdict.DIFFERENT
    return verdict not in {as_it_is, MatchVerdict.NONE}


@transaction.atomic
def withdraw_decisions(*, wave: Wave, actor: User, at: datetime) -> int:
    """Withdraw the waiting decisions, so that those that the frame was built with apply again. Returns their number."""
    wave = _lock_undrawn(wave)
    withdrawn = queries.waiting_decisions(wave).update(verdict=F("applied"), decided_by=actor, decided_at=at)
    if not withdrawn:
        raise Refused("No decisions are waiting, so there is nothing to withdraw")
    _delete_undecided(wave)
    details = {"decisions": withdrawn}
    audit.record(actor=actor, action="matches.withdrawn", subject=wave.subject, at=at, details=details)
    return withdrawn


def record_applied(wave: Wave, applied: Sequence[MatchDecision]) -> None:
    """Record, in the transaction of a load, that its frame was built with exactly these decisions. Of those made in the
    meantime, nobody knows whether the new frame agrees with them."""
    for verdict in (MatchVerdict.SAME, MatchVerdict.DIFFERENT):
        keys = [one.pk for one in applied if one.verdict == verdict]
        queries.decisions(wave).filter(pk__in=keys).update(applied=verdict)
    queries.decisions(wave).exclude(pk__in=[one.pk for one in applied]).update(applied=MatchVerdict.NONE)
    queries.decisions(wave).exclude(verdict=F("applied")).update(changes_frame=True)
    _delete_undecided(wave)


def _lock_undrawn(wave: Wave) -> Wave:
    """Lock the wave, so that no sample is drawn while the decisions change. Refused if one has already been drawn."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    require_reviewable_matches(locked)
    return locked


def _delete_undecided(wave: Wave) -> None:
    """Delete the rows that hold no decision and that the frame was built without."""
    queries.decisions(wave).filter(verdict=MatchVerdict.NONE, applied=MatchVerdict.NONE).delete()
