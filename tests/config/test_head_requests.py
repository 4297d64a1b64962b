"""HEAD requests, which monitors and checkers of links send."""

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
@pytest.mark.one_database
@pytest.mark.parametrize(("name", "status"), [("public:home", 200), ("public:choose_cookies", 405)])
def test_head_is_answered_as_get_is(name: str, status: int, client: Client) -> None:
    assert client.head(reverse(name)).status_code == client.get(reverse(name)).status_code == status
