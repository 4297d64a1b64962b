"""The outcomes of a call are consistent with each other and with AAPOR's definitions."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.dispositions.codes import (
    BY_CODE,
    COMPLETE,
    DISPOSITIONS,
    NOT_ATTEMPTED,
    OBJECTION,
    OFFERED,
    OFFERED_IN_INTERVIEW,
    Group,
    final_disposition,
    group_counts,
)
from aftercall.methods.outcome_rates import Outcomes

CODES = sorted(BY_CODE)
FIRST_DIGIT = {
    "1": {Group.COMPLETE, Group.PARTIAL},
    "2": {Group.REFUSAL, Group.NON_CONTACT, Group.OTHER},
    "3": {Group.UNKNOWN_HOUSEHOLD, Group.UNKNOWN_OTHER},
    "4": {Group.NOT_ELIGIBLE},
}


def test_no_code_and_no_key_is_used_twice() -> None:
    assert len(BY_CODE) == len(DISPOSITIONS)
    keys = [(disposition.answered, disposition.key) for disposition in OFFERED]
    assert all(key.isdecimal() for _, key in keys)
    assert max(Counter(keys).values()) == 1
    during_interview = [disposition.key for disposition in OFFERED_IN_INTERVIEW]
    assert len(set(during_interview)) == len(during_interview)


@pytest.mark.parametrize("code", CODES)
def test_the_group_of_a_disposition_matches_the_first_digit_of_its_code(code: str) -> None:
    assert BY_CODE[code].group in FIRST_DIGIT[code[0]]


@pytest.mark.parametrize("code", ["3.13", "3.12", "2.22", "2.21", "2.36", "3.16", "3.9"])
def test_an_outcome_that_decides_nothing_leaves_the_case_to_be_called_again(code: str) -> None:
    assert not BY_CODE[code].ends_case
    assert BY_CODE[code].group is not Group.REFUSAL


@pytest.mark.parametrize("code", ["1.1", "1.2", "2.111", "2.112", "2.113", "2.12", "2.31", "2.32", "2.33", "4.7"])
def test_an_outcome_that_settles_whether_the_person_takes_part_ends_the_case(code: str) -> None:
    assert BY_CODE[code].ends_case


def test_a_bad_number_does_not_make_the_person_ineligible() -> None:
    assert {BY_CODE[code].group for code in ("3.91", "3.92")} == {Group.UNKNOWN_OTHER}


def test_an_objection_is_not_offered_among_the_outcomes_of_a_call() -> None:
    assert OBJECTION not in OFFERED
    assert [disposition for disposition in DISPOSITIONS if disposition.is_objection] == [OBJECTION]


def test_only_interruptions_are_offered_during_an_interview() -> None:
    assert {disposition.code for disposition in OFFERED_IN_INTERVIEW} == {"2.36", "3.16"}


def test_a_case_without_calls_ends_as_never_called() -> None:
    assert final_disposition([]) is NOT_ATTEMPTED


@pytest.mark.parametrize(
    ("codes", "final"),
    [
        (["3.13", "2.21", "3.13"], "2.21"),  # someone there knew the person, which says more than a number that rings
        (["2.36", "3.13", "3.13"], "2.36"),  # a missed appointment is not a refusal
        (["3.13", "3.12"], "3.12"),  # of equal ones, the latest
        (["3.12", "3.13"], "3.13"),
        (["2.36", "2.112"], "2.112"),
        (["3.92", "2.22"], "2.22"),
        (["1.2", "2.112"], "1.2"),
    ],
)
def test_the_final_disposition_is_the_outcome_that_says_most_or_the_latest_of_equals(
    codes: list[str], final: str
) -> None:
    assert final_disposition(codes).code == final


@given(st.lists(st.sampled_from(CODES), min_size=1))
def test_no_outcome_outranks_the_final_one(codes: list[str]) -> None:
    final = final_disposition(codes)
    assert final.code in {*codes, NOT_ATTEMPTED.code}
    assert final.rank == max(BY_CODE[code].rank for code in codes)


@given(st.lists(st.sampled_from(CODES)))
def test_every_case_is_counted_in_exactly_one_group(codes: list[str]) -> None:
    counted = group_counts(codes)
    assert sum(counted.values()) == len(codes)
    assert counted.get("complete", 0) == codes.count(COMPLETE.code)
    assert vars(Outcomes(**counted)).items() >= counted.items()
