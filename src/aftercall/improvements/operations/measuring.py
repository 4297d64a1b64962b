"""Taking the declared looks automatically, when the results that they need become public or are corrected."""

from datetime import datetime

from django.db import transaction

from aftercall.improvements.evidence import TOO_FEW, Evidence, evidence_of
from aftercall.improvements.models import Action, Look
from aftercall.improvements.operations.steps import lock, take_step
from aftercall.improvements.states import DECIDED, Step
from aftercall.methods.action_effect import judge_effect
from aftercall.methods.effect_verdict import EffectVerdict
from aftercall.results.periods import period_words


def take_looks(*, at: datetime) -> int:
    """Take every declared look whose results are public, and those again whose results have been corrected or withdrawn
    since. Returns how many."""
    looks = Look.objects.filter(action__state__in=DECIDED).select_related("action__run").order_by("pk")
    return sum(_take(look, at) for look in looks if _is_stale(look))


def _is_stale(look: Look) -> bool:
    found = evidence_of(look.action, last_month=look.last_month, level=look.level)
    return list(found.basis if found else ()) != look.basis or (found is not None and look.taken_at is None)


@transaction.atomic
def _take(look: Look, at: datetime) -> bool:
    """Take one look, unless another process has meanwhile."""
    action = lock(look.action)
    look = Look.objects.get(pk=look.pk)
    look.action = action
    if action.state not in DECIDED or not _is_stale(look):
        return False
    found = evidence_of(action, last_month=look.last_month, level=look.level)
    for name, value in _values(action, found, at).items():
        setattr(look, name, value)
    look.save()
    details = {"last_month": look.last_month.isoformat(), "verdict": look.verdict, "publications": look.basis}
    take_step(action, Step.MEASURE, actor=None, at=at, details=details)
    return True


def _values(action: Action, found: Evidence | None, at: datetime) -> dict[str, object]:
    """What a look found, as its fields. Without results it is as if it had not been taken."""
    nothing: dict[str, object] = dict.fromkeys(
        ("before_percent", "after_percent", "difference", "low", "high", "own", "others", "p_value"), None
    )
    blank: dict[str, object] = dict.fromkeys(("verdict", "reason", "before_words", "after_words"), "")
    blank |= {"taken_at": None, "basis": []}
    if found is None:
        return nothing | blank
    judged = nothing | blank | {"taken_at": at, "basis": list(found.basis), "verdict": EffectVerdict.NOT_JUDGED.value}
    if found.effect is None or found.before is None or found.after is None:
        return judged | {"reason": found.reason}
    one = found.effect
    return judged | {
        "verdict": judge_effect(one, expected=action.expected_change).value,
        "reason": "" if one.p_value is not None else TOO_FEW,
        "before_percent": 100 * found.before.share,
        "after_percent": 100 * found.after.share,
        "before_words": "; ".join(period_words(*months) for months in found.chosen.before),
        "after_words": "; ".join(period_words(*months) for months in found.chosen.after),
        "difference": 100 * one.difference,
        "low": None if one.low is None else 100 * one.low,
        "high": None if one.high is None else 100 * one.high,
        "own": 100 * one.own,
        "others": None if one.others is None else 100 * one.others,
        "p_value": one.p_value,
    }
