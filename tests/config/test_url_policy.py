"""Every address answers each role, and nobody, as config/url_policy.py says."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path, reverse
from django.urls.converters import IntConverter, UUIDConverter

from aftercall.accounts.roles import Role
from aftercall.config import url_policy
from aftercall.config.url_policy import EVERYBODY, SIGNED_IN, URL_POLICY

ANSWERS_IN_PLACE_OF = {IntConverter: 987_654, UUIDConverter: "5b1e1a52-9f2c-4c0b-8f0e-1a2b3c4d5e6f"}
READERS = [None, *Role]


def named_patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_patterns(entry, inner)
        else:
            yield f"{namespace}{entry.name}", entry


PATTERNS = dict(named_patterns(get_resolver()))


def address(name: str) -> str:
    converters = PATTERNS[name].pattern.converters
    return reverse(name, kwargs={key: ANSWERS_IN_PLACE_OF.get(type(kind), "none") for key, kind in converters.items()})


def lets_in(name: str, reader: Role | None) -> bool:
    audience = URL_POLICY[name]
    if audience is EVERYBODY:
        return True
    if reader is None:
        return False
    return audience is SIGNED_IN or (isinstance(audience, frozenset) and reader in audience)


def test_the_table_names_exactly_the_addresses_that_exist() -> None:
    assert set(URL_POLICY) == set(PATTERNS)


def test_no_name_is_given_to_two_addresses() -> None:
    names = [name for name, _ in named_patterns(get_resolver())]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(URL_POLICY))
def test_an_address_answers_as_the_table_says(name: str, client_of: Callable[[Role | None], Client]) -> None:
    for reader in READERS:
        client = client_of(reader)
        answers = [getattr(client, method)(address(name)) for method in ("get", "post", "put")]
        # Signing out works, so who comes after it is nobody.
        for answer in answers[:1] if name == "account_logout" else answers:
            assert outcome(answer) == expected(name, reader), reader


def outcome(answer: HttpResponse) -> str:
    if answer.status_code == HTTPStatus.FORBIDDEN:
        return "refused"
    return "sent to sign in" if answer.get("Location", "").startswith(reverse("account_login")) else "let in"


def expected(name: str, reader: Role | None) -> str:
    if lets_in(name, reader):
        return "let in"
    return "refused" if reader else "sent to sign in"


def test_an_address_without_an_entry_answers_nobody(
    monkeypatch: pytest.MonkeyPatch, client_of: Callable[[Role | None], Client]
) -> None:
    table = {name: audience for name, audience in URL_POLICY.items() if name != "public:why"}
    monkeypatch.setattr(url_policy, "URL_POLICY", table)
    for reader in READERS:
        assert client_of(reader).get(reverse("public:why")).status_code == HTTPStatus.FORBIDDEN


def test_after_signing_in_the_reader_comes_to_the_page_asked_for(client: Client) -> None:
    wanted = reverse("core:audit") + "?actor=user:1"
    assert client.get(wanted)["Location"] == f"{reverse('account_login')}?next=/audit/%3Factor%3Duser%3A1"


def test_a_form_sent_without_signing_in_leads_to_the_start_afterwards(client: Client) -> None:
    response = client.post(reverse("core:check_audit"))
    assert response["Location"] == f"{reverse('account_login')}?next={reverse('start')}"


def test_the_sweep_sees_addresses_inside_namespaces() -> None:
    def view(_: HttpRequest) -> HttpResponse:
        return HttpResponse()

    inner = [path("one/", view, name="one")]
    resolver = URLResolver(get_resolver().pattern, [path("a/", (inner, "room", "room"))])
    assert [name for name, _ in named_patterns(resolver)] == ["room:one"]
