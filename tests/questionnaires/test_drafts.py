"""From an upload to an approved version."""

from collections.abc import Callable

import pytest
from django.db import transaction
from tests.fieldwork.making import stored_instrument
from tests.questionnaires.making import NAME, make_draft, next_version, reword_contact
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.instrument.loading import shipped_document
from aftercall.instrument.series_breaks import Verdict
from aftercall.questionnaires import draft_operations as operations
from aftercall.questionnaires import policies, waiting
from aftercall.questionnaires.models import InstrumentVersion, QuestionnaireDraft, SeriesDecision, TermRelease
from aftercall.questionnaires.queries import choosable
from aftercall.questionnaires.series import judgements
from aftercall.questionnaires.states import STEPS, DraftAction, DraftState, possible_actions

pytestmark = pytest.mark.django_db
MEASURES = ("whole", "contact", "actions", "treatment", "informed")
SELLING = {
    "sheet": "survey",
    "row": 3,
    "column": "hint",
    "message": "‘voucher’ sells",
    "severity": "error",
    "code": "selling",
    "term": "voucher",
}


@pytest.fixture
def in_use() -> InstrumentVersion:
    return stored_instrument(shipped_document("victim_satisfaction_2"))


@pytest.fixture
def administrator(user_with_role: Callable[[Role], User]) -> User:
    return user_with_role(Role.ADMINISTRATOR)


def decide_all(draft: QuestionnaireDraft, earlier: InstrumentVersion, user: User) -> None:
    verdicts = dict.fromkeys(MEASURES, (Verdict.COMPARABLE, "Only the order changed."))
    verdicts["contact"] = (Verdict.SERIES_BREAK, "Asked in other words.")
    operations.decide_draft(draft=draft, earlier=earlier, verdicts=verdicts, actor=user, at=LATER)


def test_an_approved_draft_is_a_version_with_its_decisions(
    in_use: InstrumentVersion, researcher: User, administrator: User
) -> None:
    draft = make_draft(researcher, reword_contact)
    with pytest.raises(Refused, match="decide which figures can be compared"):
        operations.submit(draft=draft, actor=researcher, at=LATER)
    decide_all(draft, in_use, researcher)
    operations.submit(draft=draft, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="another person must approve it"):
        operations.approve(draft=draft, seen=policies.seen(draft), actor=researcher, at=LATER)
    assert list(waiting.questionnaires_to_approve(LATER, researcher)) == []
    assert len(list(waiting.questionnaires_to_approve(LATER, administrator))) == 1
    version = operations.approve(draft=draft, seen=policies.seen(draft), actor=administrator, at=LATER)
    assert (version.name, version.version, version.digest) == (NAME, 7, draft.digest)
    assert version.document == draft.document
    assert ("victim_satisfaction_7", f"{version.title} ({version})") in choosable()
    found = judgements(in_use, version)
    assert (found["contact"].verdict, found["contact"].decided) == (Verdict.SERIES_BREAK, True)
    assert found["whole"].reason == "Only the order changed."
    draft.refresh_from_db()
    assert (draft.state, draft.approved_by, draft.version_stored) == (DraftState.APPROVED, administrator, version)
    actions = list(AuditEntry.objects.filter(subject=version.subject).values_list("action", flat=True))
    assert actions[-2:] == ["instrument.stored", "instrument.approved"]
    assert AuditEntry.objects.last().details["uploaded_by"] == researcher.audit_name  # type: ignore[union-attr]


def test_a_decision_about_stored_versions_is_a_new_row_and_the_latest_counts(
    in_use: InstrumentVersion, researcher: User
) -> None:
    later = stored_instrument(next_version(reword_contact))
    assert judgements(in_use, later)["contact"].decided is False
    for verdict in (Verdict.COMPARABLE, Verdict.SERIES_BREAK):
        verdicts = {"contact": (verdict, "A reason.")}
        operations.decide_stored(earlier=in_use, later=later, verdicts=verdicts, actor=researcher, at=LATER)
    assert SeriesDecision.objects.count() == 2
    assert judgements(in_use, later)["contact"].verdict is Verdict.SERIES_BREAK
    assert judgements(later, in_use)["contact"].decided
    with transaction.atomic(), pytest.raises(TypeError, match="can't be changed or deleted"):
        SeriesDecision.objects.update(reason="Another")


def test_a_term_that_sells_blocks_a_draft_until_a_person_allows_it(researcher: User) -> None:
    draft = operations.store_draft(
        document=next_version() | {"name": "another"},
        file_name="a.xlsx",
        findings=[SELLING],
        actor=researcher,
        at=LATER,
    )
    with pytest.raises(Refused, match=r"must not sell or promote anything\. Change ‘voucher’"):
        operations.submit(draft=draft, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="no such term"):
        operations.release_term(draft=draft, term="prize", reason="Because", actor=researcher, at=LATER)
    operations.release_term(draft=draft, term="voucher", reason="The lawyer agreed", actor=researcher, at=LATER)
    assert policies.terms_to_release(draft) == []
    entry = AuditEntry.objects.get(action="instrument.term_released")
    assert entry.details == {"term": "voucher", "reason": "The lawyer agreed"}
    operations.submit(draft=draft, actor=researcher, at=LATER)


def test_an_upload_takes_the_place_of_a_draft_and_ends_its_decisions(
    in_use: InstrumentVersion, researcher: User, administrator: User
) -> None:
    draft = make_draft(researcher)
    decide_all(draft, in_use, researcher)
    operations.submit(draft=draft, actor=researcher, at=LATER)
    TermRelease.objects.create(draft=draft, term="voucher", reason="R", released_by=researcher, released_at=LATER)
    assert make_draft(researcher, reword_contact).pk == draft.pk
    draft.refresh_from_db()
    assert (draft.state, draft.decisions.count(), draft.releases.count()) == (DraftState.DRAFT, 0, 0)
    decide_all(draft, in_use, researcher)
    operations.submit(draft=draft, actor=researcher, at=LATER)
    operations.send_back(draft=draft, reason="Shorten it", actor=administrator, at=LATER)
    assert [item.details for item in waiting.drafts_to_continue(LATER, researcher)] == ["It was sent back to you."]


def test_a_version_that_exists_is_refused(in_use: InstrumentVersion, researcher: User, administrator: User) -> None:
    for number in (2, 4):
        with pytest.raises(Refused, match="give this one the next number"):
            operations.store_draft(
                document=next_version(version=number), file_name="a.xlsx", findings=[], actor=researcher, at=LATER
            )
    draft = make_draft(researcher)
    decide_all(draft, in_use, researcher)
    operations.submit(draft=draft, actor=researcher, at=LATER)
    operations.approve(draft=draft, seen=policies.seen(draft), actor=administrator, at=LATER)
    with pytest.raises(Refused, match="already a version 7"):
        make_draft(researcher, reword_contact)
    with pytest.raises(Refused, match="cannot be discarded"):
        operations.discard(draft=draft, actor=researcher, at=LATER)


def test_a_discarded_draft_is_gone_but_for_the_audit_log(in_use: InstrumentVersion, researcher: User) -> None:
    draft = make_draft(researcher)
    decide_all(draft, in_use, researcher)
    operations.discard(draft=draft, actor=researcher, at=LATER)
    assert not QuestionnaireDraft.objects.exists()
    assert AuditEntry.objects.filter(action="instrument.discarded").exists()
    with pytest.raises(Refused, match="has been discarded"):
        operations.submit(draft=draft, actor=researcher, at=LATER)


def test_every_state_has_its_actions() -> None:
    assert {state: {str(action) for action in possible_actions(state)} for state in DraftState} == {
        "draft": {"replace", "submit", "discard"},
        "submitted": {"replace", "send_back", "approve", "discard"},
        "approved": set(),
    }
    assert set(STEPS) == set(DraftAction)


def test_questionnaires_that_people_fill_in_themselves_cannot_be_chosen_for_a_programme() -> None:
    assert "consultation_1" not in dict(choosable())
    assert "victim_satisfaction_4" in dict(choosable())


def test_only_what_the_other_person_was_shown_can_be_approved(
    in_use: InstrumentVersion, researcher: User, administrator: User
) -> None:
    """The author uploads other words, or decides otherwise, and asks again while the other person still reads."""
    draft = make_draft(researcher)
    decide_all(draft, in_use, researcher)
    operations.submit(draft=draft, actor=researcher, at=LATER)
    seen = policies.seen(draft)
    for change in (reword_contact, None):
        changed = make_draft(researcher, change) if change else make_draft(researcher)
        decide_all(changed, in_use, researcher)
        if change is None:
            verdicts = {"contact": (Verdict.COMPARABLE, "It is the same.")}
            operations.decide_draft(draft=changed, earlier=in_use, verdicts=verdicts, actor=researcher, at=LATER)
        operations.submit(draft=changed, actor=researcher, at=LATER)
        with pytest.raises(Refused, match="has changed since you looked at it"):
            operations.approve(draft=changed, seen=seen, actor=administrator, at=LATER)
    assert not InstrumentVersion.objects.filter(version=7).exists()
