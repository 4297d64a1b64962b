from datetime import time
from decimal import Decimal

import pytest
from tests.fieldwork.making import stored_instrument

from aftercall.programmes.models import Programme


@pytest.fixture
def programme(db: None) -> Programme:
    """A programme whose every fact differs from the default, so that a page can't show it by chance."""
    return Programme.objects.create(
        name="Victims",
        force_name="Example Constabulary",
        agency_name="Example Research",
        agency_phone="01632 960123",
        contact_email="survey@example.org",
        lawful_basis="The police must be efficient.",
        sampling_fraction=Decimal("0.175"),
        window_opens_weeks=7,
        window_closes_weeks=11,
        repeat_contact_months=13,
        minimum_age=17,
        retention_weeks=19,
        calls_from=time(9),
        sunday_calls_from=time(10),
        calls_until=time(21),
        exclusion_rules="exclusions_1",
        instrument=stored_instrument(),
    )
