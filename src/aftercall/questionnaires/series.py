"""Whether figures of two versions can be compared: what people have decided, or else what is proposed."""

from collections.abc import Mapping

from aftercall.instrument.comparison import compare_documents
from aftercall.instrument.proposals import Proposal
from aftercall.instrument.series_breaks import Judgement, Verdict
from aftercall.questionnaires.models import InstrumentVersion, SeriesDecision

# Proposals by the digests of both documents, which never change.
_proposals: dict[tuple[str, str], Mapping[str, Proposal]] = {}


def judgements(earlier: InstrumentVersion, later: InstrumentVersion) -> dict[str, Judgement]:
    """For each measure that both versions have: the latest decision about them, in whichever order they were asked, or
    else the proposal."""
    decisions = {decision.measure: decision for decision in decisions_about(earlier, later)}
    return {
        measure: Judgement(Verdict(decided.verdict), decided.reason, decided=True)
        if (decided := decisions.get(measure))
        else Judgement(proposal.verdict, proposal.reason)
        for measure, proposal in proposals(earlier, later).items()
    }


def decisions_about(earlier: InstrumentVersion, later: InstrumentVersion) -> list[SeriesDecision]:
    """All decisions about measures in these two versions, the latest last."""
    both = (earlier.pk, later.pk)
    found = SeriesDecision.objects.filter(earlier__in=both, later__in=both)
    return list(found.select_related("decided_by"))


def proposals(earlier: InstrumentVersion, later: InstrumentVersion) -> Mapping[str, Proposal]:
    """The proposal for each measure that both versions have."""
    pair = (earlier.digest, later.digest)
    if pair not in _proposals:
        _proposals[pair] = compare_documents(earlier.document, later.document).proposals
    return _proposals[pair]
