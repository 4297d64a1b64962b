"""What happened to a wave's sample after the draw: when it was released, received and returned, and the digests."""

from dataclasses import dataclass

from aftercall.core.models import AuditEntry
from aftercall.core.words import date_and_time, number
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

_STEPS = {
    "sample.released": "Released by the force",
    "release.received": "Received by the agency",
    "results.returned": "Results returned",
}
_AFTER_RELEASE = (WaveState.RELEASED, WaveState.CLOSED, WaveState.RETURNED)


@dataclass(frozen=True)
class HandoverStep:
    """One step, with the time, the number of cases and the digest as the audit log has them; empty before the step."""

    words: str
    when: str = "Not yet"
    cases: str = ""
    digest: str = ""


def handover_steps(wave: Wave) -> list[HandoverStep]:
    """The steps of a released wave, including those still to come. Empty before the release."""
    if wave.state not in _AFTER_RELEASE:
        return []
    entries = AuditEntry.objects.filter(subject=wave.subject, action__in=_STEPS).order_by("id")
    recorded = {entry.action: entry for entry in entries}
    return [_step(words, recorded.get(action)) for action, words in _STEPS.items()]


def _step(words: str, entry: AuditEntry | None) -> HandoverStep:
    if entry is None:
        return HandoverStep(words)
    cases, digest = entry.details.get("cases"), entry.details.get("digest", "")
    return HandoverStep(words, date_and_time(entry.at), "" if cases is None else number(cases), str(digest))
