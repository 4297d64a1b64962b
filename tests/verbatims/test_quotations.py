from datetime import timedelta

import pytest
from tests.fieldwork.making import make_user
from tests.verbatims.making import IMPROVE, LATER, begun, closed_wave, coders, take

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consents.operations import lift_restriction_of_consents, restrict_consents
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.fieldwork.operations.erasing import erase_fieldwork
from aftercall.programmes.models import Wave
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection
from aftercall.verbatims import operations, presenters, queries, sealed
from aftercall.verbatims.models import Quotation, QuotationState

pytestmark = pytest.mark.django_db
SAID = "Dave Pritchard never rang 07700 900123 back."
WITHOUT = "[removed] never rang [removed] back."
# The places of the words that name somebody.
NAMING = (0, 1, 4, 5)


def proposed(answer: str = "yes") -> Quotation:
    """A quotation that a coder has proposed."""
    begun(closed_wave([{IMPROVE: SAID, "quote": answer}]))
    coder, _, _ = coders()
    operations.save_coding(text=take(coder), codes=["slow"], coder=coder, at=LATER, quote=True)
    return Quotation.objects.get()


def coder(number: int) -> User:
    return User.objects.get(name=("coder one", "coder two", "coder three")[number - 1])


def fresh(quotation: Quotation) -> Quotation:
    return Quotation.objects.get(pk=quotation.pk)


def redacted(quotation: Quotation) -> Quotation:
    """The quotation, redacted by one person and confirmed by another."""
    operations.redact(quotation=quotation, words=NAMING, actor=coder(1), at=LATER)
    text = queries.texts_with_case().get(pk=quotation.verbatim_id)
    spans = operations.quotations.sealing.open_spans(text, fresh(quotation).sealed_spans)
    operations.confirm_redaction(quotation=quotation, seen=spans, actor=coder(2), at=LATER)
    return fresh(quotation)


def released(quotation: Quotation) -> Quotation:
    """The quotation, released by both sides."""
    redacted(quotation)
    for role in (Role.FIELD_MANAGER, Role.RESEARCHER):
        operations.release_quotation(quotation=quotation, actor=make_user(role), at=LATER)
    return fresh(quotation)


def object_to_survey() -> None:
    record_objection(
        digests=["digest of CASE0"], source=ObjectionSource.PUBLIC_SITE, actor=make_user(Role.DATA_PROTECTION), at=LATER
    )


def test_only_someone_who_agreed_is_quoted() -> None:
    with pytest.raises(Refused, match="did not agree"):
        proposed(answer="no")


def test_a_text_that_both_coders_propose_is_one_quotation() -> None:
    quotation = proposed()
    text = take(coder(2))
    operations.save_coding(text=text, codes=["slow"], coder=coder(2), at=LATER, quote=True)
    assert Quotation.objects.get() == quotation
    assert [one.content["action"] for one in audit.entries()].count("quotation.proposed") == 1


def test_what_was_redacted_is_found_by_the_check_of_everything_encrypted() -> None:
    redacted(proposed())
    [value] = sealed.redactions()
    assert vault.decrypt(vault.key(value.ring, value.slot), value.sealed, context=value.context)


def test_two_people_redact_and_both_sides_release() -> None:
    quotation = released(proposed())
    assert quotation.state == QuotationState.RELEASED
    assert quotation.group == "Victim of burglary"
    assert presenters.quotation_words(quotation) == WITHOUT


def test_the_one_who_redacts_does_not_confirm_and_sees_when_it_changed() -> None:
    quotation = proposed()
    operations.redact(quotation=quotation, words=NAMING, actor=coder(1), at=LATER)
    with pytest.raises(Refused, match="Another person"):
        operations.confirm_redaction(quotation=quotation, seen=[], actor=coder(1), at=LATER)
    with pytest.raises(Refused, match="changed the redaction"):
        operations.confirm_redaction(quotation=quotation, seen=[], actor=coder(2), at=LATER)


def test_the_force_releases_only_what_the_agency_has_released() -> None:
    quotation = redacted(proposed())
    with pytest.raises(Refused, match="another step"):
        operations.release_quotation(quotation=quotation, actor=make_user(Role.RESEARCHER), at=LATER)
    with pytest.raises(Refused, match="Only a field manager"):
        operations.release_quotation(quotation=quotation, actor=coder(3), at=LATER)


def test_nobody_releases_for_both_sides_after_changing_them() -> None:
    quotation, manager = redacted(proposed()), make_user(Role.FIELD_MANAGER)
    operations.release_quotation(quotation=quotation, actor=manager, at=LATER)
    manager.role = Role.RESEARCHER
    with pytest.raises(Refused, match="Another person"):
        operations.release_quotation(quotation=quotation, actor=manager, at=LATER)


def test_a_published_quotation_leads_to_nobody_and_outlives_the_text() -> None:
    quotation = released(proposed())
    actor = make_user(Role.RESEARCHER, "publisher")
    assert operations.publish_quotation(quotation=quotation, actor=actor, at=LATER) == WITHOUT
    erase_fieldwork(wave=Wave.objects.get())
    assert fresh(quotation).verbatim is None
    assert [one.words for one in queries.published_quotations(quotation.programme)] == [WITHOUT]


def test_an_unpublished_quotation_goes_with_the_text() -> None:
    released(proposed())
    erase_fieldwork(wave=Wave.objects.get())
    assert not Quotation.objects.exists()


def test_a_quotation_is_withdrawn_when_the_person_objects() -> None:
    quotation = released(proposed())
    interview = queries.texts_with_case().get().interview
    assert list(queries.quotations_from(interview)) == [(quotation.question, True)]
    object_to_survey()
    with pytest.raises(Refused, match="no longer agrees"):
        operations.publish_quotation(quotation=quotation, actor=make_user(Role.RESEARCHER, "publisher"), at=LATER)
    assert operations.withdraw_quotations(at=LATER + timedelta(hours=1)) == 1
    assert fresh(quotation).state == QuotationState.WITHDRAWN
    assert list(queries.quotations_from(interview)) == [(quotation.question, False)]
    assert operations.withdraw_quotations(at=LATER) == 0


def test_a_quotation_is_not_used_while_that_is_restricted_and_can_be_afterwards() -> None:
    quotation = released(proposed())
    restrict_consents(restriction="HERS", digests=["digest of CASE0"])
    assert not queries.is_still_allowed(fresh(quotation))
    assert operations.withdraw_quotations(at=LATER) == 0
    lift_restriction_of_consents(restriction="HERS")
    assert queries.is_still_allowed(fresh(quotation))


def test_a_quotation_is_withdrawn_when_a_key_is_destroyed() -> None:
    quotation = released(proposed())
    vault.destroy_ring(queries.texts_with_case().get().interview.case.released.ring)
    assert not queries.is_still_allowed(fresh(quotation))
    assert operations.withdraw_quotations(at=LATER) == 1


def test_either_side_can_refuse() -> None:
    quotation = released(proposed())
    operations.refuse_quotation(quotation=quotation, actor=User.objects.get(role=Role.RESEARCHER, name="one"), at=LATER)
    assert fresh(quotation).state == QuotationState.REFUSED
