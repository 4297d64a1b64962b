"""What the home page of each says is waiting, and that it leads there."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from tests.fieldwork.making import make_user
from tests.verbatims.making import IMPROVE, LATER, begun, closed_wave, coders, take

from aftercall.accounts.roles import Role
from aftercall.core.home import HomeItem
from aftercall.fieldwork.operations import return_results
from aftercall.verbatims import operations, waiting
from aftercall.verbatims.models import CodingRound, Quotation, Verbatim

pytestmark = pytest.mark.django_db


def shown(items: Iterator[HomeItem]) -> list[tuple[str, str]]:
    return [(item.text, item.url) for item in items]


def test_texts_wait_for_two_coders_then_for_somebody_who_settles_them_then_for_their_return() -> None:
    wave = closed_wave([{IMPROVE: "Too slow", "quote": "yes"}])
    coding, manager = begun(wave), make_user(Role.FIELD_MANAGER)
    first, second, third = coders()
    here = reverse("verbatims:coding")
    assert shown(waiting.texts_to_code(LATER, first)) == [("Code 1 text", here)]
    assert shown(waiting.texts_to_code(LATER, make_user(name="unsigned", signed=False))) == []
    operations.save_coding(text=take(first), codes=["slow"], coder=first, at=LATER, quote=True)
    assert shown(waiting.texts_to_code(LATER, first)) == []
    assert shown(waiting.quotations_to_redact(LATER, first)) == [("Redact or confirm 1 quotation", here)]
    operations.save_coding(text=take(second), codes=[], coder=second, at=LATER)
    assert shown(waiting.texts_to_code(LATER, third)) == [("Settle the codes of 1 text", here)]
    assert shown(waiting.codes_to_return()) == []
    Verbatim.objects.update(state="settled")
    assert shown(waiting.codes_to_return()) == [
        ("Return the codes of January 2025", reverse("verbatims:round", args=[coding.pk]))
    ]
    return_results(wave=wave, actor=manager, at=LATER)
    operations.return_codes(coding=CodingRound.objects.get(), actor=manager, at=LATER)
    assert shown(waiting.codes_to_return()) == []


def test_a_quotation_waits_for_one_side_after_the_other() -> None:
    begun(closed_wave([{IMPROVE: "Dave was slow", "quote": "yes"}]))
    first, second, _ = coders()
    operations.save_coding(text=take(first), codes=["slow"], coder=first, at=LATER, quote=True)
    manager, researcher = make_user(Role.FIELD_MANAGER), make_user(Role.RESEARCHER)
    quotation = Quotation.objects.get()
    operations.redact(quotation=quotation, words=[0], actor=first, at=LATER)
    waits = [bool(shown(waiting.quotations_to_redact(LATER, one))) for one in (first, second)]
    assert waits == [False, True]
    operations.confirm_redaction(quotation=quotation, seen=[(0, 4)], actor=second, at=LATER)
    there = [("Release or refuse 1 quotation", reverse("verbatims:quotations"))]
    sides = [shown(waiting.quotations_to_release(LATER, one)) for one in (manager, researcher)]
    assert sides == [there, []]
    operations.release_quotation(quotation=quotation, actor=manager, at=LATER)
    sides = [shown(waiting.quotations_to_release(LATER, one)) for one in (manager, researcher)]
    assert sides == [[], there]
