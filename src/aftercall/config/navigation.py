"""The links in the header and footer of every page."""

from dataclasses import dataclass
from typing import TypedDict

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercall.config.url_policy import may_open
from aftercall.core.languages import OtherLanguage, address, other_languages


@dataclass(frozen=True)
class Link:
    """A link to a page: the view's name and the link text."""

    view_name: str
    text: str | Promise


class NavigationItem(TypedDict):
    """One item in the form that the GOV.UK macros expect."""

    href: str
    text: str
    current: bool


RESULTS = Link("publication:results", _("Results"))
PUBLIC = (
    Link("public:home", _("Home")),
    RESULTS,
    Link("improvements:you_said", _("You said, we did")),
    Link("consultations:hub", _("Consultations")),
    Link("public:why", _("Why we may call you")),
    Link("public:genuine", _("Is this call genuine?")),
    Link("public:opt_out", _("Opt out")),
)
# Each role sees those links that config/url_policy.py lets it open.
STAFF = (
    Link("start", "Home"),
    Link("fieldwork:next_case", "Next case"),
    Link("fieldwork:progress", "Fieldwork"),
    Link("verbatims:rounds", "What people said"),
    Link("verbatims:coding", "Coding"),
    Link("programmes:waves", "Waves"),
    Link("mappings:index", "Mappings"),
    Link("questionnaires:index", "Questionnaires"),
    Link("results:analyses", "Analyses"),
    Link("workbench:workbench", "Workbench"),
    Link("publication:publications", "Publications"),
    Link("evidence:files", "Evidence and exports"),
    Link("consultations:manage", "Consultations"),
    Link("communities:index", "Communities"),
    Link("workbench:published", "Published figures"),
    Link("improvements:actions", "Actions"),
    Link("desk:requests", "Requests"),
    Link("retention:certificates", "Retention"),
    Link("opt_outs:overview", "Opt-outs"),
    Link("core:audit", "Audit log"),
    Link("accounts:people", "People"),
    Link("programmes:programmes", "Programmes"),
    Link("accountability:documents", "Documents"),
    Link("contracts:contracts", "Contracts"),
    Link("jobs:overview", "Jobs"),
    Link("public:site", "Public site"),
    Link("evidence:sent", "Evidence"),
    RESULTS,
    Link("accounts:agreement", "Confidentiality agreement"),
)
SIGN_IN = Link("account_login", _("Staff sign-in"))
FOOTER = (
    Link("public:support", _("Support after a crime")),
    Link("public:easy_read", _("Easy read")),
    Link("communities:hearing", _("How we hear everyone")),
    Link("public:privacy", _("Privacy")),
    Link("public:cookies", _("Cookies")),
    Link("public:accessibility", _("Accessibility")),
    Link("programmes:verify", _("Verify a sample")),
    SIGN_IN,
)


def links(request: HttpRequest) -> dict[str, list[NavigationItem] | list[OtherLanguage]]:
    """Context processor: `navigation` for the header, `footer` for the footer, `languages` for the same page in
    other ones. A request that an early middleware
    refused, such as one for another host, has no user."""
    user = getattr(request, "user", AnonymousUser())
    shown = STAFF if user.is_authenticated else PUBLIC
    return {
        "navigation": [_item(link, request) for link in shown if may_open(user, link.view_name)],
        "languages": _languages(request),
        "footer": [_item(link, request) for link in FOOTER if not (link == SIGN_IN and user.is_authenticated)],
    }


def _languages(request: HttpRequest) -> list[OtherLanguage]:
    match = request.resolver_match
    return other_languages(request.get_full_path(), match.view_name) if match else []


def _item(link: Link, request: HttpRequest) -> NavigationItem:
    current = request.resolver_match.view_name if request.resolver_match else ""
    return {"href": address(link.view_name), "text": str(link.text), "current": link.view_name == current}
