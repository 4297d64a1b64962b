"""A request that someone sent on the public site, as the data protection officer sees it."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect
from tests.journeys.page_checks import check_page, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

# The agency may call this victim.
RELEASE_HER = """
from tests.fieldwork.making import Person, make_cases
from tests.rights.test_objections import digests
make_cases(Person("CASE1", digests=digests({"first_name": "Zoe", "last_name": "Sample", "phone": "07700 900777"})))
"""


def test_the_officer_sees_a_request_and_has_the_details_destroyed_at_once(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]
) -> None:
    site = site_with()
    site.run(RELEASE_HER)
    page = context_at(site).new_page()
    page.goto("/opt-out/")
    for label, text in {"First name": "Zoe", "Last name": "Sample", "Phone number": "07700 900777"}.items():
        page.get_by_label(label, exact=True).fill(text)
    press(page, "Opt out")
    expect(page.get_by_text("we destroy them 14 days from now")).to_be_visible()
    sign_in(page, Role.DATA_PROTECTION)
    follow(page, "1 request to opt out from people with a case")
    check_page(page, "opt-outs")
    follow(page, "Keep the contact details of all requests longer")
    check_page(page, "opt-outs-keep-all")
    press(page, "Keep them longer")
    expect(page.get_by_text("The contact details of 1 request will be kept longer.")).to_be_visible()
    follow(page, "Request 1")
    check_page(page, "opt-out-request")
    press(page, "Destroy them now")
    expect(page.get_by_text("The contact details have been destroyed.")).to_be_visible()
    expect(page.get_by_text("There are none")).to_be_visible()
    destroyed = (
        "from aftercall.core.models import KeyTombstone as K; print(K.objects.filter(destroyed_at=None).count())"
    )
    assert site.run(destroyed).strip() == "0"
