"""Removing a programme that was created by mistake."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_programme
from tests.world import planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import CallingRules, Programme, ProgrammeVersion, Survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.ADMINISTRATOR)


def test_a_programme_without_months_is_removed_with_its_versions(administrator: Client) -> None:
    kept, mistaken = make_programme(), make_programme(slug="mistaken")
    page = administrator.get(reverse("programmes:programme", args=[mistaken.slug])).content.decode()
    address = reverse("programmes:remove_programme", args=[mistaken.slug])
    assert address in page
    assert "Its settings and 1 version will be deleted" in administrator.get(address).content.decode()
    assert "Mistaken has been removed" in administrator.post(address, follow=True).content.decode()
    assert list(Programme.objects.all()) == [kept]
    assert [model.objects.count() for model in (ProgrammeVersion, Survey, CallingRules)] == [1, 1, 1]
    entry = AuditEntry.objects.get(action="programme.removed")
    assert (entry.subject, entry.details) == ("programme:mistaken", {"versions": 1})


def test_a_programme_with_a_month_stays(administrator: Client, researcher: User) -> None:
    programme = planned_wave(researcher).programme
    address = reverse("programmes:remove_programme", args=[programme.slug])
    for method in (administrator.get, administrator.post):
        assert "so it cannot be removed" in method(address, follow=True).content.decode()
    assert address not in administrator.get(reverse("programmes:programme", args=[programme.slug])).content.decode()
    assert Programme.objects.exists()
