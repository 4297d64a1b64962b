"""What must be done before a questionnaire can be approved, and by whom."""

from collections.abc import Mapping
from typing import Any

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.words import joined
from aftercall.instrument.canonical import document_digest
from aftercall.instrument.comparison import compare_documents
from aftercall.instrument.series_breaks import Judgement, Verdict
from aftercall.questionnaires.models import InstrumentVersion, QuestionnaireDraft
from aftercall.questionnaires.uses import version_to_compare_with

SELLING = "selling"


def terms_to_release(draft: QuestionnaireDraft) -> list[Mapping[str, Any]]:
    """The terms that the checks found, that could sell or promote something, and that nobody has allowed yet."""
    released = set(draft.releases.values_list("term", flat=True))
    return [found for found in draft.findings if found["code"] == SELLING and found["term"] not in released]


def compared_with(draft: QuestionnaireDraft) -> InstrumentVersion | None:
    """The version whose figures a draft's will be compared with; None for the first of its name."""
    return version_to_compare_with(draft.name, draft.version)


def draft_judgements(draft: QuestionnaireDraft, earlier: InstrumentVersion) -> dict[str, Judgement]:
    """For each measure that a draft and a version both have: what was decided, or else what is proposed."""
    decided = {one.measure: one for one in draft.decisions.filter(earlier=earlier)}
    return {
        name: Judgement(Verdict(one.verdict), one.reason, decided=True)
        if (one := decided.get(name))
        else Judgement(proposal.verdict, proposal.reason)
        for name, proposal in compare_documents(earlier.document, draft.document).proposals.items()
    }


def undecided(draft: QuestionnaireDraft) -> list[str]:
    """The measures of a draft that must still be decided about."""
    earlier = compared_with(draft)
    return [name for name, one in draft_judgements(draft, earlier).items() if not one.decided] if earlier else []


def require_ready(draft: QuestionnaireDraft) -> None:
    """Refuse a draft with words that must be released first, or with measures that are not decided."""
    if terms := terms_to_release(draft):
        words = joined(list(dict.fromkeys(f"‘{found['term']}’" for found in terms)))
        raise Refused(f"These surveys must not sell or promote anything. Change {words}, or allow it with a reason")
    if missing := undecided(draft):
        earlier = compared_with(draft)
        raise Refused(
            f"Compare it with {earlier} first, and decide which figures can be compared. Missing: {joined(missing)}"
        )


def seen(draft: QuestionnaireDraft) -> str:
    """A code of everything that an approval is about: the document, the decisions, and the words that are allowed."""
    decisions = draft.decisions.order_by("pk").values_list("earlier", "measure", "verdict", "reason")
    releases = draft.releases.order_by("pk").values_list("term", "reason")
    return document_digest([draft.digest, list(map(list, decisions)), list(map(list, releases))])


def require_seen(draft: QuestionnaireDraft, code: str) -> None:
    """Refuse an approval of something other than what the person was shown."""
    if code != seen(draft):
        raise Refused("This questionnaire has changed since you looked at it. Look at it again before you approve it")


def require_another_person(draft: QuestionnaireDraft, user: User) -> None:
    """Refuse whoever uploaded it."""
    if draft.uploaded_by_id == user.pk:
        raise Refused("You uploaded this questionnaire, so another person must approve it")
