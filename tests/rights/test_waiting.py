"""What is waiting for the data protection officer: retention and objections."""

from datetime import date, timedelta

import pytest
from tests.fieldwork.making import TUESDAY, Person, at, make_release

from aftercall.core.audit import SystemActor
from aftercall.rights.queries import retention_ends_on
from aftercall.rights.retention import end_retention
from aftercall.rights.waiting import recent_objections, retention_ends_soon, retention_overdue
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection

pytestmark = pytest.mark.django_db
TESTS = SystemActor("tests")


def test_contact_details_are_announced_before_their_retention_ends_and_overdue_after_it() -> None:
    wave = make_release([Person("CASE1")]).wave
    assert retention_ends_on(wave) == date(2025, 7, 18)
    assert [*retention_ends_soon(TUESDAY), *retention_overdue(TUESDAY)] == []
    [item] = retention_ends_soon(at(1, 9, month=7))
    assert (item.text, item.url) == (
        "The data of January 2025 will be erased on 18 July 2025",
        f"/audit/?subject=wave%3A{wave.reference}",
    )
    on_the_day = at(18, 9, month=7)
    assert list(retention_ends_soon(on_the_day)) == []
    [item] = retention_overdue(on_the_day)
    assert item.urgent
    assert item.text == "The data of January 2025 have not been erased"
    end_retention(wave=wave, actor=TESTS, at=on_the_day)
    assert list(retention_overdue(on_the_day)) == []


def test_objections_of_the_last_week_are_counted_by_how_they_reached_us() -> None:
    assert list(recent_objections(TUESDAY)) == []
    for number, source in enumerate((ObjectionSource.CALL, ObjectionSource.CALL, ObjectionSource.PUBLIC_SITE)):
        record_objection(digests=[f"digest {number}"], source=source, actor=TESTS, at=TUESDAY)
    [item] = recent_objections(TUESDAY + timedelta(days=6))
    assert item.text == "3 people objected in the last 7 days"
    assert item.details == "They will not be surveyed again: 2 told an interviewer, 1 opted out on the public site."
    assert list(recent_objections(TUESDAY + timedelta(days=8))) == []
