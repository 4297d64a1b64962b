"""Who is excluded: because of the record itself, and because of any record of the same person."""

from datetime import date

import pytest
from tests.frames.conftest import Build
from tests.frames.people import person, stranger

from aftercall.frames.exclusions import standard_exclusions
from aftercall.frames.layout import FLAGS
from aftercall.frames.rules import FrameRules

_PERSONAL_FLAGS = {exclusion.flag for exclusion in standard_exclusions() if exclusion.scope == "person"} - {None}


def test_every_flag_excludes_its_record(build: Build) -> None:
    rows = [stranger(number, crime_ref=flag, flags=f" {flag.upper()} ;") for number, flag in enumerate(FLAGS)]
    built = build([*rows, stranger(50)])
    assert built.reasons == {flag: flag for flag in FLAGS}
    assert list(built.frame) == ["C00050"]


def test_a_reason_of_the_person_excludes_all_their_records(build: Build) -> None:
    rows = [row for number in (10, 20, 30, 40, 50) for row in (stranger(number), stranger(number))]
    flags = [*sorted(_PERSONAL_FLAGS), "open_complaint"]
    for number, (row, flag) in enumerate(zip(rows[::2], flags, strict=True)):
        row["flags"] = flag
        rows[2 * number + 1]["crime_ref"] = f"other-{flag}"
    reasons = build(rows).reasons
    assert (
        {flag for flag in flags if f"other-{flag}" in reasons}
        == _PERSONAL_FLAGS
        == {
            "deceased",
            "do_not_contact",
            "no_safe_number",
            "safeguarding",
        }
    )


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"reported_on": "2025-02-30"}, None),
        ({"reported_on": "2019-01-01"}, "outside_period"),
        ({"flags": "deceased;sexual_offence", "first_name": "WALTON", "last_name": "amélia"}, "deceased"),
    ],
    ids=["rejected", "outside the period", "names swapped"],
)
def test_a_record_that_is_not_used_still_protects_the_person(
    build: Build, spoilt: dict[str, str], reason: str | None
) -> None:
    said = person(1, **({"flags": "deceased"} | spoilt))
    built = build([said, person(2), stranger(3)], rules=FrameRules(reported_from=date(2025, 1, 1)))
    assert list(built.frame) == ["C00003"]
    assert built.reasons.get("C00001") == reason
    assert built.reasons["C00002"] == "deceased"


def test_the_first_reason_counts_and_all_are_kept(build: Build) -> None:
    built = build([stranger(1, flags="officer_advised;domestic_abuse;deceased", phone=""), stranger(2)])
    [row] = built.table("excluded")
    assert (row["reason"], row["reasons"]) == ("deceased", "deceased;domestic_abuse;officer_advised;no_usable_number")


def test_businesses_and_the_state_are_not_persons(build: Build) -> None:
    built = build([stranger(1, victim_kind="business"), stranger(2, victim_kind="State"), stranger(3)])
    assert built.flow.excluded["not_a_person"] == 2


def test_age_counts_on_the_day_of_the_report(build: Build) -> None:
    born = ["2009-01-15", "2009-01-16", ""]
    built = build([stranger(number, date_of_birth=day) for number, day in enumerate(born)])
    assert built.reasons == {"C00001": "under_age"}
    assert [row["age_band"] for _, row in sorted(built.frame.items())] == ["16 to 24", "unknown"]


def test_a_birth_date_on_another_record_of_the_person_counts(build: Build) -> None:
    built = build([person(1, date_of_birth="2012-03-04", reported_on="2024-12-01"), person(2, date_of_birth="")])
    assert built.reasons == {"C00001": "under_age", "C00002": "under_age"}


def test_a_programme_may_set_another_age(build: Build) -> None:
    built = build([stranger(1, date_of_birth="2008-01-01"), stranger(2)], rules=FrameRules(minimum_age=18))
    assert built.flow.excluded["under_age"] == 1


def test_the_period_includes_both_its_ends(build: Build) -> None:
    days = ["2024-12-31", "2025-01-01", "2025-01-31", "2025-02-01"]
    rules = FrameRules(reported_from=date(2025, 1, 1), reported_to=date(2025, 1, 31))
    built = build([stranger(number, reported_on=day) for number, day in enumerate(days)], rules=rules)
    assert sorted(built.frame) == ["C00001", "C00002"]


def test_nothing_reported_after_the_day_of_the_build_is_in_the_frame(build: Build) -> None:
    built = build([stranger(1, reported_on="2025-03-02"), stranger(2, reported_on="2025-03-01")])
    assert built.reasons == {"C00001": "outside_period"}


def test_the_second_number_is_enough(build: Build) -> None:
    built = build([stranger(1, phone="0191", phone_alt="07700 900123"), stranger(2, phone="", phone_alt="none")])
    assert built.reasons == {"C00002": "no_usable_number"}
    [contact] = built.contacts
    assert (contact["phone"], contact["phone_alt"]) == ("+447700900123", None)


_ABROAD = [
    stranger(1, phone="+61 2 5550 1234"),
    stranger(2, phone="+61 2 5550 4321", phone_alt="07700 900123"),
    stranger(3, phone="", phone_alt="+49 30 23125000"),
    stranger(4, phone="01481 256789"),  # Guernsey
]


def test_numbers_abroad_are_not_called_at_the_hours_of_the_united_kingdom(build: Build) -> None:
    built = build(_ABROAD)
    assert built.reasons == {"C00001": "number_abroad", "C00003": "number_abroad"}
    assert built.written_flow["excluded"]["number_abroad"] == 2
    numbers = {contact["crime_ref"]: (contact["phone"], contact["phone_alt"]) for contact in built.contacts}
    assert numbers == {"C00002": ("+447700900123", None), "C00004": ("+441481256789", None)}


def test_a_programme_may_call_numbers_abroad(build: Build) -> None:
    built = build(_ABROAD, rules=FrameRules(numbers_abroad=True))
    assert built.reasons == {}
    assert "number_abroad" not in built.written_flow["excluded"]
    [contact] = [contact for contact in built.contacts if contact["crime_ref"] == "C00002"]
    assert (contact["phone"], contact["phone_alt"]) == ("+61255504321", "+447700900123")


def test_a_record_delivered_twice_counts_once(build: Build) -> None:
    built = build([stranger(1), stranger(1), stranger(1, first_name="Bryony"), stranger(2)])
    assert built.flow.excluded["delivered_twice"] == 2
    assert (built.flow.frame, built.flow.repeats) == (2, 0)
    assert built.frame["C00001"]["events"] == 1
