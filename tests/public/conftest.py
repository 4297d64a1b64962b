import pytest
from tests.fieldwork.making import make_programme

from aftercall.programmes.models import Programme


@pytest.fixture
def programme(db: None) -> Programme:
    """A programme whose settings differ from the defaults, so that no page shows the right value by chance."""
    return make_programme(
        top={"sampling_fraction": "0.175", "repeat_contact_months": 13, "minimum_age": 17},
        survey={
            "force_phone": "0191 498 0101",
            "lawful_basis": "The police must be efficient.",
            "policing_body": "Somewhere Police and Crime Commissioner",
            "retention_weeks": 19,
        },
        calling={"agency_phone": "01632 960123", "window_opens_weeks": 7, "window_closes_weeks": 11},
    )
