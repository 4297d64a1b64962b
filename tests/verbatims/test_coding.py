from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from tests.fieldwork.making import make_user
from tests.verbatims.making import IMPROVE, LATER, WELL, begun, closed_wave, coders, take

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.fieldwork.operations import return_results
from aftercall.handover.answers import codes_of
from aftercall.handover.models import ReturnedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState
from aftercall.verbatims import operations, queries, sealing
from aftercall.verbatims.agreement import agreement_of
from aftercall.verbatims.models import CodingRound, TextState, Verbatim
from aftercall.verbatims.operations import coding as coding_operations

pytestmark = pytest.mark.django_db


def state_of(text: Verbatim) -> str:
    return Verbatim.objects.get(pk=text.pk).state


def test_every_answer_in_own_words_to_a_coded_question_is_a_text() -> None:
    coding = begun(closed_wave([{IMPROVE: "Too slow", WELL: "Kind"}, {IMPROVE: "Nobody rang"}, {}]))
    assert sorted(sealing.words_of(text) for text in queries.texts_with_case().filter(coding=coding)) == [
        "Kind",
        "Nobody rang",
        "Too slow",
    ]


def test_coding_begins_once_and_needs_a_codebook() -> None:
    wave = closed_wave([{IMPROVE: "Too slow"}])
    manager = make_user(Role.FIELD_MANAGER)
    with pytest.raises(Refused, match="no codebook"):
        operations.open_round(wave=wave, actor=manager, at=LATER)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.RELEASED)
    with pytest.raises(Refused, match="from the close of fieldwork"):
        operations.open_round(wave=wave, actor=manager, at=LATER)
    Wave.objects.filter(pk=wave.pk).update(state=WaveState.CLOSED)
    begun(wave)
    with pytest.raises(Refused, match="already begun"):
        operations.open_round(wave=wave, actor=manager, at=LATER)


def test_codes_that_are_alike_are_settled_and_wait_for_nobody() -> None:
    coding = begun(closed_wave([{IMPROVE: "Too slow"}]))
    first, second, third = coders()
    operations.save_coding(text=take(first), codes=["slow"], coder=first, at=LATER)
    text = take(second)
    operations.save_coding(text=text, codes=["slow"], coder=second, at=LATER)
    assert state_of(text) == TextState.SETTLED
    assert operations.take_text(coder=third, at=LATER) is None
    assert queries.texts_left(coding) == 0
    with pytest.raises(Refused, match="cannot be coded any more, so nothing was saved"):
        operations.save_coding(text=text, codes=[], coder=second, at=LATER)


def test_of_two_people_who_ask_at_the_same_moment_each_gets_another_text(monkeypatch: pytest.MonkeyPatch) -> None:
    begun(closed_wave([{IMPROVE: "Too slow"}, {IMPROVE: "Nobody rang"}]))
    first, second, _ = coders()
    lease, taken = coding_operations._lease, list[Verbatim]()

    def while_the_other_takes_it(text: Verbatim, coder: User, at: datetime) -> bool:
        if coder == first and not taken:
            taken.append(take(second))
        return lease(text, coder, at)

    monkeypatch.setattr(coding_operations, "_lease", while_the_other_takes_it)
    text = take(first)
    assert text not in taken
    assert text.leased_to == first


def coded_differently() -> tuple[CodingRound, tuple[User, User, User]]:
    """The coding of a wave of one text, which the first two of three coders have coded differently."""
    coding = begun(closed_wave([{IMPROVE: "Too slow"}]))
    first, second, third = coders()
    for coder, codes in ((first, ["slow"]), (second, ["slow", "not_told"])):
        operations.save_coding(text=take(coder), codes=codes, coder=coder, at=LATER)
    return coding, (first, second, third)


def settle(coder: User, *codes: str) -> Verbatim:
    """Take the text to settle, which must be there, and choose codes. The text afterwards."""
    text = operations.take_text(coder=coder, at=LATER, state=TextState.TO_SETTLE)
    assert text is not None
    operations.settle(text=text, codes=codes, actor=coder, at=LATER)
    return queries.texts_with_case().get(pk=text.pk)


def waits_for(coder: User) -> bool:
    return queries.texts_for(coder, LATER, TextState.TO_SETTLE).exists()


def test_a_third_person_settles_differences_alone() -> None:
    coding, (first, _, third) = coded_differently()
    settle(first, "not_told")
    settled = settle(third, "slow")
    assert (settled.state, sealing.codes_of(settled)) == (TextState.SETTLED, ("slow",))
    assert queries.settlements(coding) == {("coder three",): 1}


def test_two_coders_settle_a_difference_once_both_have_chosen_the_same() -> None:
    coding, (first, second, _) = coded_differently()
    before = agreement_of(coding)
    assert settle(first, "slow").state == TextState.TO_SETTLE
    assert not waits_for(first)
    assert settle(second, "not_told").state == TextState.TO_SETTLE
    assert settle(first, "not_told").state == TextState.SETTLED
    assert not waits_for(second)
    assert queries.texts_left(coding) == 0
    assert queries.settlements(coding) == {("coder one", "coder two"): 1}
    # Agreement is that of the two before they talked about it.
    assert agreement_of(coding) == before
    assert list(audit.entries())[-1].content["details"] == {"with": second.audit_name}


def test_nobody_codes_a_text_twice_or_that_of_someone_they_interviewed() -> None:
    interviewer = make_user()
    begun(closed_wave([{IMPROVE: "Too slow"}], interviewer=interviewer))
    first, _, _ = coders()
    assert operations.take_text(coder=interviewer, at=LATER) is None
    operations.save_coding(text=take(first), codes=[], coder=first, at=LATER)
    assert operations.take_text(coder=first, at=LATER) is None


def test_a_text_that_someone_has_taken_is_given_to_nobody_else_until_the_lease_ends() -> None:
    begun(closed_wave([{IMPROVE: "Too slow"}]))
    first, second, _ = coders()
    text = take(first)
    assert take(first) == text
    assert operations.take_text(coder=second, at=LATER) is None
    after = LATER + operations.coding.LEASE
    assert take(second, after) == text
    with pytest.raises(Refused, match="Someone else has this text"):
        operations.save_coding(text=text, codes=["slow"], coder=first, at=after + timedelta(minutes=1))


def test_only_codes_of_the_question_can_be_given() -> None:
    begun(closed_wave([{IMPROVE: "Too slow"}]))
    first, _, _ = coders()
    with pytest.raises(Refused, match="this question only"):
        operations.save_coding(text=take(first), codes=["kind"], coder=first, at=LATER)


def test_only_the_agency_reads_texts() -> None:
    begun(closed_wave([{IMPROVE: "Too slow"}]))
    with pytest.raises(Refused, match="Only the agency"):
        operations.take_text(coder=make_user(Role.RESEARCHER), at=LATER)
    with pytest.raises(Refused, match="agreement"):
        operations.take_text(coder=make_user(name="unsigned", signed=False), at=LATER)


def test_a_text_whose_key_is_destroyed_is_passed_over() -> None:
    wave = closed_wave([{IMPROVE: "Too slow"}])
    coding = begun(wave)
    vault.destroy_ring(wave.release.ring)
    first, _, _ = coders()
    assert operations.take_text(coder=first, at=LATER) is None
    assert coding.texts.get().state == TextState.GONE


def test_withdrawn_answers_are_neither_coded_nor_returned(commit: Callable[[], None]) -> None:
    wave = closed_wave([{IMPROVE: "Too slow"}, {IMPROVE: "Nobody rang"}, {IMPROVE: "Rude"}])
    manager, began = make_user(Role.FIELD_MANAGER), begun(wave)
    first, second, _ = coders()
    for _ in range(2):
        for coder in (first, second):
            operations.save_coding(text=take(coder), codes=["slow"], coder=coder, at=LATER)
    return_results(wave=wave, actor=manager, at=LATER)
    settled, kept = queries.texts_with_case().filter(state=TextState.SETTLED)
    waits = queries.texts_with_case().get(state=TextState.TO_CODE)
    officer = make_user(Role.DATA_PROTECTION)
    for text in (settled, waits):
        withdraw_answers(case=text.interview.case.released, actor=officer, at=LATER)
    commit()
    assert operations.take_text(coder=first, at=LATER) is None
    assert state_of(waits) == TextState.GONE
    assert list(queries.codes_given(settled.interview)) == []
    operations.return_codes(coding=began, actor=manager, at=LATER)
    returned = {row.case.reference: codes_of(row) for row in ReturnedCase.objects.select_related("case")}
    reference = kept.interview.case.released.reference
    assert {case for case, codes in returned.items() if codes} == {reference}


def test_a_person_can_be_told_how_their_words_were_coded() -> None:
    begun(closed_wave([{IMPROVE: "Too slow"}]))
    first, second, _ = coders()
    for coder in (first, second):
        operations.save_coding(text=take(coder), codes=["slow"], coder=coder, at=LATER)
    given = list(queries.codes_given(queries.texts_with_case().get().interview))
    assert given == [("What could the police have done better?", "Too slow")]


def test_agreement_is_counted_for_each_code_and_overall() -> None:
    coding = begun(closed_wave([{IMPROVE: f"Text {number}"} for number in range(6)]))
    first, second, _ = coders()
    for number in range(6):
        codes = ["slow"] if number % 2 else ["not_told"]
        operations.save_coding(text=take(first), codes=codes, coder=first, at=LATER)
    while (text := operations.take_text(coder=second, at=LATER)) is not None:
        earlier = sealing.codes_of(text.codings.get())
        operations.save_coding(text=text, codes=earlier, coder=second, at=LATER)
    found = agreement_of(coding)
    assert found.texts == 6
    assert found.overall is not None
    assert found.overall.kappa == 1
    assert found.by_code["slow"] is not None
    assert found.by_code["communication"] is not None  # the theme of what was given, as it is returned
    assert found.by_code["kind"] is None  # nobody used it
