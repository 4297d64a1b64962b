"""What the method and quality page says about a publication."""

import pytest
from tests.publication.small_runs import published, small_run

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.publication.quality import quality

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_interviews_on_the_web_are_not_called_interviews_by_telephone(programme: Programme, researcher: User) -> None:
    found = published(small_run(programme, researcher), researcher)
    by_telephone = quality(found)
    assert by_telephone.sample[-1] == ("Interviewed by telephone", "200")
    found.run.modes = {"people": {"telephone": 199, "web": 0, "both": 1}, "measures": {}}
    with_web = quality(found)
    assert with_web.sample[-1] == ("Interviewed", "200")
    assert (by_telephone.some_on_the_web, with_web.some_on_the_web) == (False, True)
