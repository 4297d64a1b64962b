"""The questions about the person in another language."""

from django.utils.translation import override

from aftercall.consultations.demographics import CONDITION


def test_somebody_says_in_welsh_that_they_have_a_condition_or_none() -> None:
    with override("cy"):
        assert [one.label for one in CONDITION.in_own_words().categories] == ["Oes", "Nac oes"]
