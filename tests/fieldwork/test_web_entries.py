"""Letting a person who was reached by telephone answer on the web."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from tests.fieldwork.making import TUESDAY, Person, at, call, get_case, make_cases, stored_answers
from tests.fieldwork.test_interviews import answer_in_order, begin
from tests.web_door.making import (
    AFTER,
    CALL,
    another_call,
    answer_on_web,
    code_after_call,
    entered,
    given_code,
    make_web_cases,
    session_of,
)

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import APPOINTMENT, COMPLETE, OBJECTION, ON_WEB, REFUSED
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Answer, Interview, WebEntry
from aftercall.fieldwork.operations.restricting import lift_restriction, restrict_cases
from aftercall.fieldwork.queries import modes_of, web_session
from aftercall.fieldwork.states import CaseState
from aftercall.fieldwork.web_mail import send_address
from aftercall.handover.modes import Mode
from aftercall.handover.schedule import contact_is_erased
from aftercall.suppression.models import Objection, ObjectionSource
from aftercall.suppression.operations import record_objection

pytestmark = pytest.mark.usefixtures("no_minimum_call")
WEEK_LATER = TUESDAY + timedelta(days=7, minutes=1)


def test_a_code_is_only_for_somebody_who_can_talk_in_a_programme_that_allows_it(interviewer: User) -> None:
    make_web_cases()
    attempt = call(interviewer)
    with pytest.raises(Refused, match="can talk freely"):
        operations.give_web_code(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    code = given_code(attempt)
    assert code not in repr(WebEntry.objects.values())
    assert operations.enter_web(code=code, at=TUESDAY) is None  # the call has not ended


def test_no_code_where_the_programme_does_not_allow_it(interviewer: User) -> None:
    make_cases()
    with pytest.raises(Refused, match="only be answered by telephone"):
        given_code(call(interviewer))


def test_the_call_ends_with_an_outcome_of_its_own_and_the_person_is_called_in_a_week(interviewer: User) -> None:
    make_web_cases(maximum_attempts=1)
    attempt = call(interviewer)
    with pytest.raises(Refused, match="Give the person a code"):
        operations.end_call_for_web(attempt=attempt, interviewer=interviewer, at=TUESDAY + CALL)
    code_after_call(attempt)
    case = get_case("CASE1")
    assert (case.state, case.last_disposition) == (CaseState.CALL_AGAIN, ON_WEB.code)
    assert case.next_call_from == TUESDAY + CALL + timedelta(days=7)
    assert ON_WEB.group.value == "O"  # eligible and no refusal, until the answers come


@pytest.mark.parametrize(("called", "again"), [(at(26, 10), at(28, 0)), (at(28, 10), at(4, 10, month=4) + CALL)])
def test_the_person_is_called_on_the_last_day_at_the_latest(
    interviewer: User, called: datetime, again: datetime
) -> None:
    make_web_cases()
    code_after_call(call(interviewer, called), called)
    assert get_case("CASE1").next_call_from == again


def test_a_code_lets_in_once(interviewer: User) -> None:
    make_web_cases()
    code = code_after_call(call(interviewer))
    lost = operations.enter_web(code=f"{code[:4]} {code[4:].lower()}", at=AFTER)
    token = operations.enter_web(code=code, at=AFTER)  # the first response was lost
    session_of(token or "")
    assert web_session(lost or "", AFTER) is None
    assert operations.enter_web(code=code, at=AFTER) is None
    found = AuditEntry.objects.filter(action__startswith="web.").order_by("pk").values_list("action", flat=True)
    assert list(found) == ["web.code_given", "web.entered", "web.entered"]


def test_a_code_works_neither_after_a_week_nor_after_the_window(interviewer: User) -> None:
    make_web_cases(Person("CASE1"))
    late = at(27, 10)
    code = code_after_call(call(interviewer, late), late)
    assert operations.enter_web(code=code, at=at(29, 0)) is None
    assert WebEntry.objects.get().expires_at == at(29, 0)


@pytest.mark.parametrize("ends", ["call", "objection", "opt-out", "other outcome", "closed"])
def test_nothing_lets_in_any_more(interviewer: User, ends: str) -> None:
    make_web_cases()
    attempt = call(interviewer)
    if ends == "other outcome":
        code = given_code(attempt)
        when = TUESDAY + timedelta(days=1)
        operations.record_outcome(
            attempt=attempt, disposition=APPOINTMENT, interviewer=interviewer, at=TUESDAY, appointment_at=when
        )
    else:
        code = code_after_call(attempt)
    if ends == "call":
        operations.record_outcome(
            attempt=another_call(interviewer, WEEK_LATER),
            disposition=APPOINTMENT,
            interviewer=interviewer,
            at=WEEK_LATER,
            appointment_at=WEEK_LATER + timedelta(days=1),
        )
        WebEntry.objects.update(expires_at=WEEK_LATER + timedelta(days=1))
    elif ends == "objection":
        again = another_call(interviewer, WEEK_LATER)
        operations.record_outcome(attempt=again, disposition=OBJECTION, interviewer=interviewer, at=WEEK_LATER)
    elif ends == "opt-out":
        record_objection(digests=["digest of CASE1"], source=ObjectionSource.EMAIL, actor=interviewer, at=AFTER)
    elif ends == "closed":
        operations.close_fieldwork(wave=get_case("CASE1").wave, actor=interviewer, at=AFTER)
    assert operations.enter_web(code=code, at=AFTER if ends != "call" else WEEK_LATER) is None


def test_while_somebody_answers_they_are_not_called_and_a_call_ends_their_session(
    interviewer: User, colleague: User
) -> None:
    make_web_cases()
    token = entered(call(interviewer, at(27, 10)), at(27, 10))
    entry = session_of(token, at(27, 10, 5))
    code = operations.come_back_later(entry=entry, at=at(27, 10, 5))
    token = operations.enter_web(code=code, at=at(28, 9, 50)) or ""
    assert answer_on_web(token, until=2, when=at(28, 10)) == 2
    assert get_case("CASE1").next_call_from == at(28, 10, 30)
    assert operations.claim_next_case(interviewer=colleague, at=at(28, 10, 29)) is None
    entry = session_of(token, at(28, 10, 20))
    another_call(colleague, at(28, 10, 31))
    assert web_session(token, at(28, 10, 29)) is None
    for step in (
        operations.begin_on_web,
        operations.come_back_later,
        operations.finish_on_web,
        operations.object_on_web,
    ):
        with pytest.raises(operations.SessionOver), transaction.atomic():
            step(entry=entry, at=at(28, 10, 32))  # type: ignore[operator]
    assert Answer.objects.count() == 2


def test_a_session_lasts_half_an_hour_after_the_last_page(interviewer: User) -> None:
    make_web_cases()
    token = entered(call(interviewer))
    answer_on_web(token, until=1, when=TUESDAY + timedelta(minutes=29))
    assert web_session(token, TUESDAY + timedelta(minutes=58))
    assert web_session(token, TUESDAY + timedelta(minutes=59)) is None


def test_a_paused_case_cannot_be_answered_until_it_goes_on(interviewer: User) -> None:
    make_web_cases()
    code = code_after_call(call(interviewer))
    restrict_cases(references=["CASE1"], actor=interviewer, at=AFTER)
    assert operations.enter_web(code=code, at=AFTER) is None
    lift_restriction(references=["CASE1"], actor=interviewer, at=AFTER)
    assert operations.enter_web(code=code, at=AFTER)


def test_a_whole_interview_on_the_web_closes_the_case_and_every_answer_says_its_mode(interviewer: User) -> None:
    make_web_cases()
    token = entered(call(interviewer))
    answer_on_web(token)
    final = operations.finish_on_web(entry=session_of(token), at=AFTER)
    case = get_case("CASE1")
    assert (final, case.state, case.final_disposition) == (COMPLETE, CaseState.CLOSED, COMPLETE.code)
    assert web_session(token, AFTER) is None
    assert modes_of(Interview.objects.select_related("case__released")) == {Interview.objects.get().pk: Mode.WEB}


@pytest.mark.parametrize("first", ["telephone", "web", "telephone only"])
def test_an_interview_in_both_modes_gives_the_answers_of_one(interviewer: User, first: str) -> None:
    make_web_cases()
    attempt = call(interviewer)
    if first == "web":
        answer_on_web(entered(attempt), until=4)
        again = another_call(interviewer, WEEK_LATER)
        answer_in_order(begin(again), interviewer)
        operations.finish_interview(attempt=again, interviewer=interviewer, at=WEEK_LATER)
    else:
        answer_in_order(begin(attempt), interviewer, until=4 if first == "telephone" else 99)
        if first == "telephone only":
            operations.finish_interview(attempt=attempt, interviewer=interviewer, at=AFTER)
        else:
            token = entered(attempt)
            answer_on_web(token)
            operations.finish_on_web(entry=session_of(token), at=AFTER)
    assert dict(stored_answers()) == {
        "reported_by": "no", "actions": "satisfied", "actions_satisfied": "completely", "informed": "satisfied",
        "informed_satisfied": "completely", "treatment": "satisfied", "treatment_satisfied": "completely",
        "whole": "satisfied", "whole_satisfied": "completely", "improve": "sealed", "again": "yes",
    }  # fmt: skip
    assert get_case("CASE1").final_disposition == COMPLETE.code
    [mode] = modes_of(Interview.objects.select_related("case__released")).values()
    assert mode is (Mode.TELEPHONE if first == "telephone only" else Mode.BOTH)


def test_somebody_who_stops_for_good_is_not_called_again(interviewer: User) -> None:
    make_web_cases()
    token = entered(call(interviewer))
    assert operations.finish_on_web(entry=session_of(token), at=AFTER, stops=True) == REFUSED
    assert get_case("CASE1").state == CaseState.CLOSED


def test_an_objection_on_the_web_is_one(interviewer: User) -> None:
    make_web_cases(Person("CASE1", digests=["same"]), Person("CASE2", digests=["same"]))
    token = entered(call(interviewer))
    operations.object_on_web(entry=session_of(token), at=AFTER)
    assert [get_case(one).final_disposition for one in ("CASE1", "CASE2")] == [OBJECTION.code] * 2
    assert Objection.objects.get().source == ObjectionSource.WEB
    assert web_session(token, AFTER) is None


def test_saying_no_to_another_survey_is_an_objection_and_the_answers_count(
    interviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_web_cases(Person("CASE1", digests=["same"]), Person("CASE2", digests=["same"]))
    monkeypatch.setitem(answer_on_web.__globals__["REPLIES"], "again", "no")
    token = entered(call(interviewer))
    answer_on_web(token)
    assert operations.finish_on_web(entry=session_of(token), at=AFTER) == COMPLETE
    assert get_case("CASE2").final_disposition == OBJECTION.code
    assert Objection.objects.get().source == ObjectionSource.WEB
    assert not contact_is_erased(get_case("CASE1").released)


def test_the_message_has_the_address_and_nothing_else(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    sent: list[tuple[object, ...]] = []
    settings.WEB_DOOR_URL, settings.WEB_DOOR_FROM = "https://ask.example.org", "ask@example.org"  # type: ignore[attr-defined]
    monkeypatch.setattr("aftercall.fieldwork.web_mail.send_mail", lambda *args: sent.append(args) or 1)
    assert send_address("ann@example.org")
    text = "Here is the link that you asked for: https://ask.example.org/w/\n"
    assert sent == [("Your link", text, "ask@example.org", ["ann@example.org"])]
