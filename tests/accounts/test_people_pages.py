"""The administrator's pages of people."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.accounts.conftest import NOON

from aftercall.accounts.models import AccessLink, User
from aftercall.accounts.operations import IssuedLink
from aftercall.accounts.roles import Role

PEOPLE, INVITE = reverse("accounts:people"), reverse("accounts:invite")
IVY = {"name": "Ivy", "email": "ivy@example.org", "role": Role.RESEARCHER.value}


@pytest.fixture
def administrator(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.ADMINISTRATOR)


@pytest.fixture
def ann(user_with_role: Callable[[Role], User]) -> User:
    user = user_with_role(Role.RESEARCHER)
    User.objects.filter(pk=user.pk).update(joined_at=NOON, password="a hash")
    return user


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def press(client: Client, action: str, user: User) -> str:
    response = client.post(reverse(f"accounts:{action}", args=[user.pk]), follow=True)
    return response.content.decode()


def test_the_list_shows_each_account_with_its_state(administrator: Client, ann: User, invited: User) -> None:
    shown = page(administrator, PEOPLE)
    for words in (ann.name, invited.email, "Force researcher", "Active", "Invited", "Not set up"):
        assert words in shown


@pytest.mark.parametrize(
    ("after", "words"),
    [(timedelta(), "Link works until 9 March 2026 at"), (timedelta(days=8), "Link no longer works")],
)
def test_an_invitation_says_until_when_it_works(
    after: timedelta,
    words: str,
    administrator: Client,
    invitation: IssuedLink,
    invited: User,
    at_noon: Callable[[timedelta], None],
) -> None:
    at_noon(after)
    for address in (PEOPLE, reverse("accounts:person", args=[invited.pk])):
        assert words in page(administrator, address)


def test_the_page_and_the_guide_explain_each_role_alike(administrator: Client) -> None:
    shown = page(administrator, INVITE)
    guide = Path("docs/administrator.md").read_text(encoding="utf-8").casefold()
    for role in Role:
        assert role.duties in shown
        assert f"| {role.label} | {role.duties} |".casefold() in guide


def test_an_invitation_shows_its_link_once(administrator: Client) -> None:
    shown = administrator.post(INVITE, IVY).content.decode()
    [address] = re.findall(r"http://testserver/account/link/[^/<]+/", shown)
    assert "It works once, until" in shown
    ivy = User.objects.get(email="ivy@example.org")
    assert address not in page(administrator, reverse("accounts:person", args=[ivy.pk]))
    opened = Client().get(address.removeprefix("http://testserver"), follow=True)
    assert "Accept your invitation" in opened.content.decode()


@pytest.mark.parametrize(
    ("site", "host", "expected"),
    [
        ("https://survey.example.org", "localhost", "https://survey.example.org/account/link/"),
        ("", "localhost:8123", "http://localhost:8123/account/link/"),
        ("", "survey.example.org", "https://survey.example.org/account/link/"),
    ],
)
def test_the_address_is_the_one_that_people_use(
    site: str, host: str, expected: str, administrator: Client, settings: object
) -> None:
    settings.SITE_URL, settings.DEMO, settings.ALLOWED_HOSTS = site, False, ["*"]  # type: ignore[attr-defined]
    assert expected in administrator.post(INVITE, IVY, HTTP_HOST=host).content.decode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose a role"),
        (IVY | {"email": "ivy"}, "correct format"),
        (IVY | {"email": "administrator@example.org"}, "already an account"),
    ],
)
def test_a_faulty_invitation_says_what_to_fix(data: dict[str, str], message: str, administrator: Client) -> None:
    response = administrator.post(INVITE, data)
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not AccessLink.objects.exists()


def test_an_invitation_that_is_sent_again_leads_to_the_person(administrator: Client) -> None:
    administrator.post(INVITE, IVY)
    shown = administrator.post(INVITE, IVY | {"email": " IVY@example.org"}).content.decode()
    ivy = User.objects.get(email="ivy@example.org")
    assert f'href="{reverse("accounts:person", args=[ivy.pk])}">Ivy</a>' in shown


def test_each_state_offers_what_can_be_done(administrator: Client, ann: User, invited: User) -> None:
    def actions(user: User) -> set[str]:
        shown = page(administrator, reverse("accounts:person", args=[user.pk]))
        return set(re.findall(r'(?:action|href)="/account/people/\d+/(\w+)/"', shown))

    assert actions(ann) == {"change", "reset", "deactivate"}
    assert actions(invited) == {"invitation", "withdraw"}
    press(administrator, "deactivate", ann)
    assert actions(ann) == {"reactivate"}


def test_a_new_invitation_and_a_reset_show_a_link(administrator: Client, ann: User, invited: User) -> None:
    assert "/account/link/" in press(administrator, "renew_invitation", invited)
    assert "/account/link/" in press(administrator, "reset_sign_in", ann)
    assert "Waiting for a new password" in page(administrator, PEOPLE)


def test_withdrawing_an_invitation_leads_back_to_the_list(administrator: Client, invited: User) -> None:
    shown = press(administrator, "withdraw_invitation", invited)
    assert "The invitation has been withdrawn" in shown
    assert invited.email not in shown


def test_a_refusal_is_shown_on_the_page_of_the_person(administrator: Client, ann: User) -> None:
    assert "already accepted" in press(administrator, "renew_invitation", ann)
    assert "already active" in press(administrator, "reactivate", ann)


def test_the_page_of_the_own_account_leads_to_your_account(administrator: Client) -> None:
    own = User.objects.get(role=Role.ADMINISTRATOR)
    User.objects.update(joined_at=NOON)
    assert f'href="{reverse("accounts:your_account")}"' in page(
        administrator, reverse("accounts:person", args=[own.pk])
    )
    confirmation = page(administrator, reverse("accounts:deactivate", args=[own.pk]))
    assert "Only another administrator can reactivate your account" in confirmation
    assert "last administrator" in press(administrator, "deactivate", own)


def test_deactivating_says_what_happens_and_asks_first(
    administrator: Client, ann: User, user_with_role: Callable[[Role], User]
) -> None:
    for user, in_a_call in ((ann, False), (user_with_role(Role.INTERVIEWER), True)):
        shown = page(administrator, reverse("accounts:deactivate", args=[user.pk]))
        assert f"Deactivate {user.name}" in shown
        assert ("If they are in a call" in shown) == in_a_call
    assert User.objects.filter(is_active=False).count() == 0


def test_only_an_interviewer_is_told_to_end_the_call(
    administrator: Client, ann: User, user_with_role: Callable[[Role], User]
) -> None:
    for user, in_a_call in ((ann, False), (user_with_role(Role.INTERVIEWER), True)):
        client = Client()
        client.force_login(user)
        press(administrator, "deactivate", user)
        shown = client.get(reverse("start"), follow=True).content.decode()
        assert ("end it politely now" in shown) == in_a_call


def test_a_deactivated_person_lands_on_a_page_that_says_what_to_do(administrator: Client, ann: User) -> None:
    client = Client()
    client.force_login(ann)
    press(administrator, "deactivate", ann)
    for response in (client.get(reverse("start"), follow=True), client.post(reverse("programmes:waves"), follow=True)):
        assert "Your account has been deactivated" in response.content.decode()
    press(administrator, "reactivate", ann)
    assert client.get(reverse("start"))["Location"].startswith(reverse("account_login"))


def test_a_persons_details_are_changed_on_a_page(administrator: Client, ann: User) -> None:
    address = reverse("accounts:change_person", args=[ann.pk])
    assert address in page(administrator, reverse("accounts:person", args=[ann.pk]))
    assert 'value="researcher" checked' in page(administrator, address)
    same = {"name": ann.name, "email": ann.email, "role": ann.role}
    said = {
        "You have not changed anything": {},
        "The details have been changed.": {"name": "Anne"},
        "They have been signed out": {"name": "Anne", "role": "field_manager"},
    }
    for words, changes in said.items():
        assert words in administrator.post(address, same | changes, follow=True).content.decode()
    response = administrator.post(address, same | {"email": "administrator@example.org"})
    assert response.status_code == 422
    assert "already an account" in response.content.decode()
