import json

import pytest
from tests.fieldwork.making import make_user
from tests.verbatims.making import BOOK, IMPROVE, LATER, WELL, begun, closed_wave, coders

from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.fieldwork.operations import return_results
from aftercall.handover.answers import codes_of
from aftercall.handover.models import CodeReturn, ReturnedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.programmes.models import Wave
from aftercall.verbatims import operations
from aftercall.verbatims.models import CodingRound, Verbatim
from aftercall.verbatims.sealing import question_of

pytestmark = pytest.mark.django_db
NEEDLE = "Dave Pritchard of 14 Mill Lane never came back"


def coded(coding: CodingRound) -> None:
    """Have two people code every text of a wave alike."""
    first, second, _ = coders()
    for coder in (first, second):
        while (text := operations.take_text(coder=coder, at=LATER)) is not None:
            codes = ["not_told"] if question_of(text) == IMPROVE else []
            operations.save_coding(text=text, codes=codes, coder=coder, at=LATER)


def returned() -> tuple[Wave, CodeReturn]:
    """A wave whose results and codes have been returned."""
    wave = closed_wave([{IMPROVE: NEEDLE}, {WELL: "Nothing"}, {}])
    manager = make_user(Role.FIELD_MANAGER)
    coding = begun(wave)
    return_results(wave=wave, actor=manager, at=LATER)
    coded(coding)
    return Wave.objects.get(pk=wave.pk), operations.return_codes(
        coding=CodingRound.objects.get(pk=coding.pk), actor=manager, at=LATER
    )


def test_the_return_has_codes_with_their_themes_by_case_and_never_a_text() -> None:
    _, code_return = returned()
    rows = ReturnedCase.objects.select_related("case").order_by("case__key_slot")
    assert [codes_of(row) for row in rows] == [{IMPROVE: ["communication", "not_told"]}, {WELL: ["none"]}, {}]
    assert code_return.text_count == 2
    assert "Pritchard" not in json.dumps(code_return.document)


def test_the_return_says_which_codebook_and_how_well_the_coders_agreed() -> None:
    _, code_return = returned()
    document = code_return.document
    assert (document["codebook"], document["texts"], document["kappa"]) == (1, 2, 1.0)
    assert [one["code"] for one in document["measures"]] == [code.name for code in BOOK.codes]


def test_codes_are_returned_once_and_only_when_every_text_is_settled() -> None:
    wave = closed_wave([{IMPROVE: "Slow"}])
    coding, manager = begun(wave), make_user(Role.FIELD_MANAGER)
    with pytest.raises(Refused, match="1 text has not been settled"):
        operations.return_codes(coding=coding, actor=manager, at=LATER)
    coded(coding)
    with pytest.raises(Refused, match="Return the results"):
        operations.return_codes(coding=coding, actor=manager, at=LATER)
    return_results(wave=wave, actor=manager, at=LATER)
    operations.return_codes(coding=coding, actor=manager, at=LATER)
    with pytest.raises(Refused, match="already been returned"):
        operations.return_codes(coding=coding, actor=manager, at=LATER)


def test_a_wave_without_a_text_is_returned_as_such() -> None:
    wave, manager = closed_wave([{}]), make_user(Role.FIELD_MANAGER)
    coding = begun(wave)
    return_results(wave=wave, actor=manager, at=LATER)
    code_return = operations.return_codes(coding=coding, actor=manager, at=LATER)
    assert (code_return.text_count, code_return.document["texts"], code_return.document["kappa"]) == (0, 0, None)


def test_withdrawn_answers_have_no_codes() -> None:
    returned()
    row = ReturnedCase.objects.exclude(sealed_codes=b"").select_related("case").order_by("pk")[0]
    withdraw_answers(case=row.case, actor=make_user(Role.DATA_PROTECTION), at=LATER)
    assert codes_of(ReturnedCase.objects.select_related("case").get(pk=row.pk)) == {}


def test_nothing_said_is_stored_in_clear() -> None:
    returned()
    tables = [list(model.objects.values_list()) for model in (Verbatim, ReturnedCase, CodeReturn)]
    stored = repr(tables)
    for needle in ("Pritchard", "Mill Lane", "'not_told'"):
        assert needle not in stored.replace(repr([one.document for one in CodeReturn.objects.all()])[1:-1], "")
