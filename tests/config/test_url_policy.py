"""Every view allows or refuses each role, and people who are not signed in, as config/url_policy.py says."""

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus

import pytest
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseNotAllowed,
    HttpResponseNotFound,
)
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.converters import IntConverter, UUIDConverter

from aftercall.accounts.roles import Role
from aftercall.config import url_policy, urls, wrong_method
from aftercall.config.url_policy import EVERYBODY, SIGNED_IN, SIGNING_IN, URL_POLICY

SAMPLE_ARGUMENTS = {IntConverter: 987_654, UUIDConverter: "5b1e1a52-9f2c-4c0b-8f0e-1a2b3c4d5e6f"}
ROLES = [None, *Role]
SIGN_OUT = ("account_logout", "accounts:sign_out_everywhere")


def named_patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


PATTERNS = dict(named_patterns(get_resolver()))


def url_of(name: str) -> str:
    converters = PATTERNS[name].pattern.converters
    return reverse(name, kwargs={key: SAMPLE_ARGUMENTS.get(type(kind), "none") for key, kind in converters.items()})


def is_allowed(name: str, role: Role | None) -> bool:
    audience = URL_POLICY[name]
    if audience is EVERYBODY:
        return True
    if role is None:
        return False
    return audience in {SIGNED_IN, SIGNING_IN} or (isinstance(audience, frozenset) and role in audience)


def test_the_policy_lists_exactly_the_existing_views() -> None:
    assert set(URL_POLICY) == set(PATTERNS)


def test_view_names_are_unique() -> None:
    names = [name for name, _ in named_patterns(get_resolver())]
    assert len(names) == len(set(names))


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses, and says that something does not exist, without the pages, which would take most of the time."""
    monkeypatch.setattr(urls, "handler403", lambda *_, **__: HttpResponseForbidden(), raising=False)
    monkeypatch.setattr(urls, "handler404", lambda *_, **__: HttpResponseNotFound(), raising=False)
    monkeypatch.setattr(wrong_method, "render", lambda *_, **__: HttpResponseNotAllowed([]))


@pytest.mark.one_database  # the tests of each room open the same pages on both
@pytest.mark.parametrize("role", ROLES)
def test_each_view_follows_the_policy(
    role: Role | None, short_pages: None, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    client = client_signed_in_as(role)
    wrong = [name for name in sorted(URL_POLICY) if name not in SIGN_OUT and not follows_policy(client, name, role)]
    # These sign the user out, so each has a client of its own, and later requests would be anonymous.
    wrong += [name for name in SIGN_OUT if not follows_policy(client_signed_in_as(role), name, role, ("get",))]
    assert wrong == []


def follows_policy(
    client: Client, name: str, role: Role | None, methods: Sequence[str] = ("get", "post", "put")
) -> bool:
    """Whether the view answers each method as the policy says."""
    responses = [getattr(client, method)(url_of(name)) for method in methods]
    return {outcome(response) for response in responses} == {expected(name, role)}


@pytest.mark.one_database
def test_a_method_that_a_view_does_not_know_gets_a_page(client_signed_in_as: Callable[[Role | None], Client]) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    responses = [client.put(url_of(name)) for name in sorted(URL_POLICY) if is_allowed(name, Role.RESEARCHER)]
    refused = [response for response in responses if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED]
    assert len(refused) > 100
    assert all("address directly" in response.content.decode() for response in refused)


def outcome(response: HttpResponse) -> str:
    if response.status_code == HTTPStatus.FORBIDDEN:
        return "refused"
    return "sent to sign in" if response.get("Location", "").startswith(reverse("account_login")) else "allowed"


def expected(name: str, role: Role | None) -> str:
    if is_allowed(name, role):
        return "allowed"
    return "refused" if role else "sent to sign in"


def test_a_view_without_an_entry_in_the_policy_is_closed_to_everyone(
    monkeypatch: pytest.MonkeyPatch, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    table = {name: audience for name, audience in URL_POLICY.items() if name != "public:why"}
    monkeypatch.setattr(url_policy, "URL_POLICY", table)
    for role in ROLES:
        assert client_signed_in_as(role).get(reverse("public:why")).status_code == HTTPStatus.FORBIDDEN


def test_the_sign_in_page_remembers_the_requested_page(client: Client) -> None:
    requested = reverse("core:audit") + "?actor=user:1"
    assert client.get(requested)["Location"] == f"{reverse('account_login')}?next=/audit/%3Factor%3Duser%3A1"


@pytest.mark.parametrize(
    ("sent_from", "leads_to"),
    [
        ("http://testserver/waves/7/matches/?page=2", "/waves/7/matches/%3Fpage%3D2"),
        ("", "/start/"),
        ("https://elsewhere.example/waves/7/", "/start/"),
        ("http://testserver/nothing/", "/start/"),
        ("http://testserver/opt-out/", "/start/"),
        ("http://testserver/waves/7/load/", "/start/"),
    ],
)
def test_posting_a_form_without_signing_in_says_so_and_leads_back_to_its_page(
    sent_from: str, leads_to: str, client: Client, db: None
) -> None:
    response = client.post(reverse("programmes:withdraw_matches", args=[7]), headers={"Referer": sent_from})
    assert response["Location"] == f"{reverse('account_login')}?next={leads_to}"
    assert "so nothing was saved" in client.get(response["Location"]).content.decode()


def test_what_someone_typed_who_was_signed_out_is_shown_to_be_copied(client: Client, db: None) -> None:
    form = {"contact_email": "<i>@example.org", "opened_with": "0f1e", "new_password": "secret", "empty": " "}
    response = client.post(
        reverse("programmes:withdraw_matches", args=[7]), form, headers={"Referer": "http://testserver/waves/7/"}
    )
    page = response.content.decode()
    assert response.status_code == HTTPStatus.FORBIDDEN
    assert "Contact email</dt>" in page
    assert "&lt;i&gt;@example.org" in page
    assert "0f1e" not in page
    assert "secret" not in page
    assert f'href="{reverse("account_login")}?next=/waves/7/"' in page
    assert response["Cache-Control"] == "no-store"


def test_what_another_site_sent_is_not_shown(client: Client, db: None) -> None:
    address = reverse("programmes:withdraw_matches", args=[7])
    response = client.post(address, {"note": "not ours"}, headers={"Referer": "https://elsewhere.example/waves/7/"})
    assert response.status_code == HTTPStatus.FOUND


def test_named_patterns_include_those_of_namespaces() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    inner = [path("one/", view, name="one")]
    resolver = URLResolver(get_resolver().pattern, [path("a/", (inner, "room", "room"))])
    assert [name for name, _ in named_patterns(resolver)] == ["room:one"]
