from datetime import time
from decimal import Decimal

import pytest
from tests.fieldwork.making import stored_instrument

from aftercall.programmes.models import CallingRules, Programme, Survey


@pytest.fixture
def programme(db: None) -> Programme:
    """A programme whose settings differ from the defaults, so that no page shows the right value by chance."""
    survey = Survey.objects.create(
        name="Victims",
        force_name="Example Constabulary",
        contact_email="survey@example.org",
        lawful_basis="The police must be efficient.",
        instrument=stored_instrument(),
        retention_weeks=19,
    )
    calling = CallingRules.objects.create(
        agency_name="Example Research",
        agency_phone="01632 960123",
        window_opens_weeks=7,
        window_closes_weeks=11,
        calls_from=time(9),
        sunday_calls_from=time(10),
        calls_until=time(21),
    )
    return Programme.objects.create(
        survey=survey,
        calling=calling,
        sampling_fraction=Decimal("0.175"),
        repeat_contact_months=13,
        minimum_age=17,
        exclusion_rules="exclusions_1",
    )
