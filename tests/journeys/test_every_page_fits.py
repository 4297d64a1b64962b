"""No page needs sideways scrolling at 360 pixels, for the public and for every role, however long its labels are."""

import json
from collections.abc import Callable, Iterator, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import resolve, reverse
from playwright.sync_api import Browser, Error, Page
from tests.config.test_url_policy import PATTERNS
from tests.journeys.page_checks import NARROW
from tests.journeys.site import TIMEOUT, Site

from aftercall.accounts.roles import Role
from aftercall.config.url_policy import EVERYBODY, SIGNED_IN, SIGNING_IN, URL_POLICY

SECTIONS = ("survey", "people", "exclusions", "questionnaire", "agency", "hours", "published", "mapping")
# During a call, which page shows what depends on how far it has got.
CALL_PAGES = {
    "case": ("case",),
    "call": ("call", "safe_to_talk", "introduction", "outcome", "web", "objection"),
    "interview": ("interview", "stop", "outcome", "objection"),
    "end": ("closing",),
}
# Files to save, which are no pages.
DOWNLOADS = {
    "retention:export",
    "desk:copy",
    "desk:letter",
    "accountability:assessment_pdf",
    "accountability:record_pdf",
    "contracts:contract_pdf",
    "evidence:download",
    "evidence:sent_download",
    "evidence:sent_guide",
    "communities:certificate",
    "communities:report_certificate",
    "improvements:pack_pdf",
    "improvements:pack_slides",
    "mappings:download",
    "programmes:certificate",
    "consultations:certificate",
    "consultations:document",
    "consultations:draft_document",
    "consultations:draft_form",
    "consultations:paper",
    "consultations:results_csv",
    "programmes:programme_file",
    "programmes:rejected_csv",
    "public:colours",
    "publication:feed",
    "publication:file",
    "questionnaires:download",
    "retention:download",
}
# Pages that lead elsewhere when they are opened by their address, each with the journey that sees the page itself.
SEEN_ELSEWHERE = {
    "public:opt_out_done",  # test_public_site
    "public:complaint_done",  # test_requests
    "public:choose_cookies",  # takes only a form
    "public:delete_feedback",  # takes only a form
    "desk:acknowledge",  # takes only a form
    "account_inactive",  # test_accounts
    "account_reauthenticate",  # test_accounts
    "mfa_activate_totp",  # test_accounts
    "mfa_add_webauthn",  # test_accounts
    "mfa_authenticate",  # test_accounts
    "mfa_list_webauthn",  # leads to another page
    "mfa_reauthenticate",  # test_accounts
    "mfa_reauthenticate_webauthn",  # test_accounts
    "mfa_deactivate_totp",  # test_accounts
    "mfa_remove_webauthn",  # test_accounts
    "mfa_view_recovery_codes",  # test_accounts
    "mfa_generate_recovery_codes",  # test_accounts
    "accounts:cancel_sign_in",  # takes only a form
    "accounts:open_link",  # test_accounts
    "accounts:use_link",  # test_accounts
    "earlier_figures:confirm",  # takes only a form
    "consultations:approve",  # takes only a form
    "consultations:approve_event",  # takes only a form
    "consultations:close",  # takes only a form
    "consultations:floods",  # takes only a form
    "consultations:letters",  # takes only a form
    "consultations:remove_document",  # takes only a form
    "consultations:remove_event",  # takes only a form
    "consultations:submit",  # takes only a form
    "consultations:take_back",  # takes only a form
    "core:save_head",  # takes only a form
    "handover:release",  # test_one_wave_by_hand
    "mappings:flag_column",  # mapping_steps
    "programmes:draw",  # test_one_wave_by_hand
    "programmes:loading",  # certificate_steps
    "programmes:matches",  # certificate_steps
    "programmes:remove_programme",  # test_programmes
    "workbench:figure",  # test_workbench
    "workbench:published",  # leads to another page
}
TOO_WIDE = """() => document.documentElement.scrollWidth <= window.innerWidth ? "" :
  [...document.querySelectorAll("main *, header *, footer *, nav *")]
    .filter((element) => !element.closest(".aftercall-scroll"))
    .filter((element) => element.getBoundingClientRect().right > window.innerWidth)
    .map((element) => `${element.tagName}.${element.className}`).slice(0, 3).join(", ") || "something"
"""


@pytest.fixture(scope="module")
def site(site_with: Callable[..., Site]) -> Site:
    return site_with(clock="2025-03-04T10:00:00")


def test_no_page_is_wider_than_a_narrow_screen(site: Site, browser: Browser) -> None:
    made = json.loads(site.run_module("tests.journeys.every_page", str(site.home / "extracts")))
    too_wide: dict[str, str] = {}
    measured: set[str] = set()
    for session, names in visits(made):
        context = browser.new_context(base_url=site.url, viewport=NARROW)  # type: ignore[arg-type]
        if session:
            context.add_cookies([{"name": "session", "value": session, "url": site.url}])
        page = context.new_page()
        page.set_default_timeout(TIMEOUT)
        for name in (name for name in names if name not in DOWNLOADS):
            for url in addresses(name, made["arguments"]):
                shown = open_page(page, name, url)
                measured.add(name if shown is None else shown)
                if shown is None:
                    page = context.new_page()  # Chromium still replaces the old one by a page of its own
                elif problem := page.evaluate(TOO_WIDE):
                    too_wide[url] = problem
        context.close()
    assert too_wide == {}
    assert set(URL_POLICY) - measured - SEEN_ELSEWHERE - DOWNLOADS == set()


def visits(made: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Who visits which pages: the public theirs, each role its own and the home page, one role all those for whoever is
    signed in, and interviewers those of their call."""
    own = ("start", "accounts:your_account")
    yield "", [name for name, audience in URL_POLICY.items() if audience in {EVERYBODY, SIGNING_IN}]
    for role in Role:
        of_role = [
            name for name, audience in URL_POLICY.items() if isinstance(audience, frozenset) and role in audience
        ]
        yield made["sessions"][role], [*own, *(name for name in of_role if not is_call_page(name))]
    everyones = [name for name, audience in URL_POLICY.items() if audience is SIGNED_IN]
    yield made["sessions"][Role.COMMISSIONER], [name for name in everyones if name not in {*own, "account_logout"}]
    for state, session in made["calls"].items():
        yield session, [*(f"fieldwork:{name}" for name in CALL_PAGES[state]), "fieldwork:next_case", "account_logout"]


def is_call_page(name: str) -> bool:
    return any(name == f"fieldwork:{page}" for pages in CALL_PAGES.values() for page in pages)


def addresses(name: str, arguments: Mapping[str, Any]) -> list[str]:
    """The addresses of a view: one, or one for each section of settings."""
    room = name.partition(":")[0]
    given = arguments["views"].get(name, {})
    values = {
        key: given.get(key) or (arguments[key].get(room, 1) if key in arguments else OTHER_ARGUMENTS[key])
        for key in PATTERNS[name].pattern.converters
    }
    if "section" in values:
        return [reverse(name, kwargs=values | {"section": section}) for section in SECTIONS]
    return [reverse(name, kwargs=values)]


OTHER_ARGUMENTS = {"section": "", "flag": "deceased", "token": "A" * 43}


def open_page(page: Page, name: str, url: str) -> str | None:
    """Open an address. Returns the name of the view whose page is shown; empty if there is no such page, None if there
    is no page at all."""
    try:
        response = page.goto(url)
    except Error as error:
        # Chromium shows no page for an answer without a body, such as one that only says that a form was expected.
        if "ERR_HTTP_RESPONSE_CODE_FAILURE" not in error.message:
            raise
        return None
    assert response
    assert response.status < HTTPStatus.INTERNAL_SERVER_ERROR, url
    if response.status == HTTPStatus.METHOD_NOT_ALLOWED:
        return name
    return "" if response.status == HTTPStatus.NOT_FOUND else resolve(urlsplit(page.url).path).view_name
