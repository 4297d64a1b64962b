"""Who may open which page: one table from a view's name to its audience. A view that is not listed is closed to all."""

from collections.abc import Callable, Mapping
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from aftercall.accounts.models import User
from aftercall.accounts.operations import record_refusal
from aftercall.accounts.queries import deactivated_user_of, has_second_factor
from aftercall.accounts.roles import Role
from aftercall.config.typed import typed_in, typed_in_our_form
from aftercall.core import clock


class OpenTo(Enum):
    """An audience that does not depend on a role."""

    EVERYBODY = auto()
    SIGNED_IN = auto()
    # Those who have entered their password and must still show their second factor; allauth sends all others away.
    SIGNING_IN = auto()


Audience = OpenTo | frozenset[Role]

EVERYBODY = OpenTo.EVERYBODY
SIGNED_IN = OpenTo.SIGNED_IN
SIGNING_IN = OpenTo.SIGNING_IN
RESEARCHER = frozenset({Role.RESEARCHER})
FIELD_MANAGER = frozenset({Role.FIELD_MANAGER})
INTERVIEWER = frozenset({Role.INTERVIEWER})
# They read what people said; the force only reads quotations that the agency has released to it.
CODERS = frozenset({Role.FIELD_MANAGER, Role.INTERVIEWER})
QUOTATION_RELEASERS = frozenset({Role.FIELD_MANAGER, Role.RESEARCHER})
DATA_PROTECTION = frozenset({Role.DATA_PROTECTION})
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
CONTRACT_READERS = frozenset({Role.ADMINISTRATOR, Role.DATA_PROTECTION})
INSPECTORATE = frozenset({Role.INSPECTORATE})
# The officer sees which files with microdata leave the force, and does not decide about them.
EVIDENCE_READERS = frozenset({Role.RESEARCHER, Role.DATA_PROTECTION})
# Published figures with their origin: nothing that is not public.
FIGURE_READERS = frozenset({Role.RESEARCHER, Role.COMMISSIONER, Role.INSPECTORATE})
# Both sides that agree actions.
SIDES = frozenset({Role.RESEARCHER, Role.COMMISSIONER})
# A researcher writes questionnaires. Administrators choose them for programmes, so they read them, and may be the other
# person who approves one.
QUESTIONNAIRE_READERS = frozenset({Role.RESEARCHER, Role.ADMINISTRATOR})

URL_POLICY: Mapping[str, Audience] = {
    "public:home": EVERYBODY,
    "public:why": EVERYBODY,
    "public:genuine": EVERYBODY,
    "web_door:enter": EVERYBODY,
    "web_door:answer": EVERYBODY,
    "public:easy_read": EVERYBODY,
    "public:support": EVERYBODY,
    "public:opt_out": EVERYBODY,
    "public:opt_out_done": EVERYBODY,
    "public:complaint": EVERYBODY,
    "public:complaint_done": EVERYBODY,
    "public:privacy": EVERYBODY,
    "public:cookies": EVERYBODY,
    "public:choose_cookies": EVERYBODY,
    "public:feedback": EVERYBODY,
    "public:feedback_done": EVERYBODY,
    "public:colours": EVERYBODY,
    "public:site": ADMINISTRATOR,
    "public:site_settings": ADMINISTRATOR,
    "public:delete_feedback": ADMINISTRATOR,
    "public:accessibility": EVERYBODY,
    "account_login": EVERYBODY,
    "mfa_authenticate": SIGNING_IN,
    "accounts:cancel_sign_in": EVERYBODY,
    "account_logout": SIGNED_IN,
    "account_inactive": EVERYBODY,
    "start": SIGNED_IN,
    "check_list": ADMINISTRATOR,
    "accounts:agreement": INTERVIEWER,
    "accounts:open_link": EVERYBODY,
    "accounts:use_link": EVERYBODY,
    "accounts:forgotten_password": EVERYBODY,
    "accounts:people": ADMINISTRATOR,
    "accounts:invite": ADMINISTRATOR,
    "accounts:person": ADMINISTRATOR,
    "accounts:change_person": ADMINISTRATOR,
    "accounts:renew_invitation": ADMINISTRATOR,
    "accounts:withdraw_invitation": ADMINISTRATOR,
    "accounts:reset_sign_in": ADMINISTRATOR,
    "accounts:deactivate": ADMINISTRATOR,
    "accounts:reactivate": ADMINISTRATOR,
    "accounts:your_account": SIGNED_IN,
    "accounts:change_password": SIGNED_IN,
    "accounts:sign_out_everywhere": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "programmes:programmes": ADMINISTRATOR,
    "programmes:new_programme": ADMINISTRATOR,
    "programmes:programme": ADMINISTRATOR,
    "programmes:settings": ADMINISTRATOR,
    "programmes:confirm": ADMINISTRATOR,
    "programmes:discard": ADMINISTRATOR,
    "programmes:remove_programme": ADMINISTRATOR,
    "programmes:versions": ADMINISTRATOR,
    "programmes:programme_file": ADMINISTRATOR,
    "retention:certificates": DATA_PROTECTION,
    "retention:export": DATA_PROTECTION,
    "retention:certificate": DATA_PROTECTION,
    "retention:download": DATA_PROTECTION,
    "programmes:waves": RESEARCHER,
    "programmes:remove_wave": RESEARCHER,
    "programmes:wave": RESEARCHER,
    "programmes:load": RESEARCHER,
    "programmes:draw": RESEARCHER,
    "programmes:certificate": RESEARCHER,
    "programmes:verify": EVERYBODY,
    "programmes:verify_guide": EVERYBODY,
    "programmes:loading": RESEARCHER,
    "programmes:rejected": RESEARCHER,
    "programmes:rejected_csv": RESEARCHER,
    "programmes:matches": RESEARCHER,
    "programmes:apply_matches": RESEARCHER,
    "programmes:withdraw_matches": RESEARCHER,
    "mappings:index": RESEARCHER,
    "mappings:overview": RESEARCHER,
    "mappings:upload": RESEARCHER,
    "mappings:use_file": RESEARCHER,
    "mappings:use_shipped": RESEARCHER,
    "mappings:use_current": RESEARCHER,
    "mappings:replace": RESEARCHER,
    "mappings:discard": RESEARCHER,
    "mappings:download": RESEARCHER,
    "mappings:layout": RESEARCHER,
    "mappings:columns": RESEARCHER,
    "mappings:values": RESEARCHER,
    "mappings:dates": RESEARCHER,
    "mappings:flags": RESEARCHER,
    "mappings:flag": RESEARCHER,
    "mappings:flag_column": RESEARCHER,
    "mappings:defaults": RESEARCHER,
    "mappings:test": RESEARCHER,
    "mappings:save": RESEARCHER,
    "questionnaires:index": QUESTIONNAIRE_READERS,
    "questionnaires:upload": RESEARCHER,
    "questionnaires:questionnaire": QUESTIONNAIRE_READERS,
    "questionnaires:preview": QUESTIONNAIRE_READERS,
    "questionnaires:test": QUESTIONNAIRE_READERS,
    "questionnaires:download": QUESTIONNAIRE_READERS,
    "questionnaires:compare": QUESTIONNAIRE_READERS,
    "questionnaires:decide": RESEARCHER,
    "questionnaires:release": QUESTIONNAIRE_READERS,
    "questionnaires:submit": RESEARCHER,
    "questionnaires:send_back": QUESTIONNAIRE_READERS,
    "questionnaires:approve": QUESTIONNAIRE_READERS,
    "questionnaires:discard": RESEARCHER,
    "accountability:documents": DATA_PROTECTION,
    "accountability:record": DATA_PROTECTION,
    "accountability:record_pdf": DATA_PROTECTION,
    "accountability:assessment": DATA_PROTECTION,
    "accountability:assessment_pdf": DATA_PROTECTION,
    "contracts:contracts": CONTRACT_READERS,
    "contracts:contract": CONTRACT_READERS,
    "contracts:contract_pdf": CONTRACT_READERS,
    "contracts:new_contract": ADMINISTRATOR,
    "contracts:next_version": ADMINISTRATOR,
    "handover:release": RESEARCHER,
    "consents:consents": RESEARCHER,
    "consents:waiting": RESEARCHER,
    "consents:consent": RESEARCHER,
    "consents:details": RESEARCHER,
    "desk:requests": DATA_PROTECTION,
    "desk:closed": DATA_PROTECTION,
    "desk:new": DATA_PROTECTION,
    "desk:request": DATA_PROTECTION,
    "desk:details": DATA_PROTECTION,
    "desk:find": DATA_PROTECTION,
    "desk:held": DATA_PROTECTION,
    "desk:copy": DATA_PROTECTION,
    "desk:carry_out": DATA_PROTECTION,
    "desk:lift": DATA_PROTECTION,
    "desk:letter": DATA_PROTECTION,
    "desk:acknowledge": DATA_PROTECTION,
    "desk:note": DATA_PROTECTION,
    "desk:pause": DATA_PROTECTION,
    "desk:resume": DATA_PROTECTION,
    "desk:extend": DATA_PROTECTION,
    "desk:close": DATA_PROTECTION,
    "results:analyses": RESEARCHER,
    "results:analysis": RESEARCHER,
    "results:plan": RESEARCHER,
    "workbench:workbench": RESEARCHER,
    "workbench:figure": RESEARCHER,
    "workbench:save": RESEARCHER,
    "workbench:views": RESEARCHER,
    "workbench:remove": RESEARCHER,
    "workbench:published": FIGURE_READERS - RESEARCHER,
    "workbench:explore": FIGURE_READERS,
    "workbench:published_figure": FIGURE_READERS,
    "publication:results": EVERYBODY,
    "publication:result": EVERYBODY,
    "publication:by_group": EVERYBODY,
    "publication:over_time": EVERYBODY,
    "publication:method": EVERYBODY,
    "publication:file": EVERYBODY,
    "earlier_figures:index": RESEARCHER,
    "earlier_figures:upload": RESEARCHER,
    "earlier_figures:confirm": RESEARCHER,
    "earlier_figures:series": RESEARCHER,
    "earlier_figures:remove": RESEARCHER,
    "publication:feed": EVERYBODY,
    "publication:archive": EVERYBODY,
    "publication:upcoming": EVERYBODY,
    "publication:publications": RESEARCHER,
    "publication:statements": RESEARCHER,
    "publication:prepare": RESEARCHER,
    "publication:draft": RESEARCHER,
    "publication:edit": RESEARCHER,
    "publication:write_again": RESEARCHER,
    "publication:discard": RESEARCHER,
    "publication:check": RESEARCHER,
    "publication:approve": RESEARCHER,
    "publication:refuse": RESEARCHER,
    "publication:take_back": RESEARCHER,
    "publication:withdraw": RESEARCHER,
    "consultations:hub": EVERYBODY,
    "consultations:answer": EVERYBODY,
    "consultations:consultation": EVERYBODY,
    "consultations:document": EVERYBODY,
    "consultations:begin": EVERYBODY,
    "consultations:policy": EVERYBODY,
    "consultations:paper": EVERYBODY,
    "consultations:results": EVERYBODY,
    "consultations:texts": EVERYBODY,
    "consultations:results_csv": EVERYBODY,
    "consultations:moderation_log": EVERYBODY,
    "consultations:code": EVERYBODY,
    "consultations:manage": RESEARCHER,
    "consultations:new": RESEARCHER,
    "consultations:overview": RESEARCHER,
    "consultations:edit": RESEARCHER,
    "consultations:add_document": RESEARCHER,
    "consultations:draft_document": RESEARCHER,
    "consultations:draft_form": RESEARCHER,
    "consultations:remove_document": RESEARCHER,
    "consultations:add_event": RESEARCHER,
    "consultations:approve_event": RESEARCHER,
    "consultations:remove_event": RESEARCHER,
    "consultations:evidence": RESEARCHER,
    "consultations:submit": RESEARCHER,
    "consultations:send_back": RESEARCHER,
    "consultations:approve": RESEARCHER,
    "consultations:take_back": RESEARCHER,
    "consultations:discard": RESEARCHER,
    "consultations:close": RESEARCHER,
    "consultations:enter_paper": RESEARCHER,
    "consultations:draw": RESEARCHER,
    "consultations:letters": RESEARCHER,
    "consultations:certificate": RESEARCHER,
    "consultations:population": RESEARCHER,
    "consultations:floods": RESEARCHER,
    "consultations:moderate": RESEARCHER,
    "consultations:decided": RESEARCHER,
    "consultations:parts": RESEARCHER,
    "consultations:outcome": RESEARCHER,
    "communities:hearing": EVERYBODY,
    "communities:report": EVERYBODY,
    "communities:report_certificate": EVERYBODY,
    "communities:index": RESEARCHER,
    "communities:survey": RESEARCHER,
    "communities:representation": RESEARCHER,
    "communities:tables": RESEARCHER,
    "communities:load_table": RESEARCHER,
    "communities:remove_table": RESEARCHER,
    "communities:coverage": RESEARCHER,
    "communities:add_target": RESEARCHER,
    "communities:target": RESEARCHER,
    "communities:change_target": RESEARCHER,
    "communities:reached": RESEARCHER,
    "communities:task_done": RESEARCHER,
    "communities:engagement": RESEARCHER,
    "communities:add_meeting": RESEARCHER,
    "communities:meeting": RESEARCHER,
    "communities:correct_meeting": RESEARCHER,
    "communities:report_back": RESEARCHER,
    "communities:groups": RESEARCHER,
    "communities:plan_group": RESEARCHER,
    "communities:group": RESEARCHER,
    "communities:draw": RESEARCHER,
    "communities:replace": RESEARCHER,
    "communities:change_group": RESEARCHER,
    "communities:sheet": RESEARCHER,
    "communities:cancel_group": RESEARCHER,
    "communities:close_group": RESEARCHER,
    "communities:certificate": RESEARCHER,
    "communities:pool": RESEARCHER,
    "communities:to_recruit": RESEARCHER,
    "communities:recruit": RESEARCHER,
    "communities:not_willing": RESEARCHER,
    "communities:attendance": RESEARCHER,
    "communities:person": RESEARCHER,
    "communities:needs": RESEARCHER,
    "communities:arrange": RESEARCHER,
    "communities:letter": RESEARCHER,
    "communities:answer": RESEARCHER,
    "communities:words": RESEARCHER,
    "communities:add_words": RESEARCHER,
    "communities:add_theme": RESEARCHER,
    "communities:passage": RESEARCHER,
    "communities:quote": RESEARCHER,
    "communities:approve_quotation": RESEARCHER,
    "communities:discard_quotation": RESEARCHER,
    "communities:edit_report": RESEARCHER,
    "communities:decide_report": RESEARCHER,
    "improvements:you_said": EVERYBODY,
    "improvements:actions": SIDES,
    "improvements:open_action": SIDES,
    "improvements:action": SIDES,
    "improvements:change": SIDES,
    "improvements:agree": SIDES,
    "improvements:comment": SIDES,
    "improvements:in_place": SIDES,
    "improvements:withdraw": SIDES,
    "improvements:public_text": SIDES,
    "improvements:release": SIDES,
    "improvements:take_back": SIDES,
    "improvements:pack_slides": SIDES,
    "improvements:pack_pdf": SIDES,
    "improvements:requests": SIDES,
    "improvements:contact": RESEARCHER,
    "improvements:request": RESEARCHER,
    "improvements:person": RESEARCHER,
    "core:audit": DATA_PROTECTION,
    "core:audit_entry": DATA_PROTECTION,
    "core:check_audit": DATA_PROTECTION,
    "suppression_list:import": DATA_PROTECTION,
    "core:save_head": DATA_PROTECTION,
    "opt_outs:overview": DATA_PROTECTION,
    "opt_outs:request": DATA_PROTECTION,
    "opt_outs:keep_all": DATA_PROTECTION,
    "jobs:overview": ADMINISTRATOR,
    "fieldwork:next_case": INTERVIEWER,
    "fieldwork:case": INTERVIEWER,
    "fieldwork:call": INTERVIEWER,
    "fieldwork:safe_to_talk": INTERVIEWER,
    "fieldwork:introduction": INTERVIEWER,
    "fieldwork:interview": INTERVIEWER,
    "fieldwork:closing": INTERVIEWER,
    "fieldwork:outcome": INTERVIEWER,
    "fieldwork:stop": INTERVIEWER,
    "fieldwork:web": INTERVIEWER,
    "fieldwork:objection": INTERVIEWER,
    "fieldwork:progress": FIELD_MANAGER,
    "fieldwork:wave_progress": FIELD_MANAGER,
    "fieldwork:receive": FIELD_MANAGER,
    "fieldwork:close": FIELD_MANAGER,
    "fieldwork:return_results": FIELD_MANAGER,
    "verbatims:rounds": FIELD_MANAGER,
    "verbatims:round": FIELD_MANAGER,
    "verbatims:begin": FIELD_MANAGER,
    "verbatims:return_codes": FIELD_MANAGER,
    "verbatims:codebook": FIELD_MANAGER,
    "verbatims:new_code": FIELD_MANAGER,
    "verbatims:code": FIELD_MANAGER,
    "verbatims:remove_code": FIELD_MANAGER,
    "verbatims:confirm_codebook": FIELD_MANAGER,
    "verbatims:coding": CODERS,
    "verbatims:text": CODERS,
    "verbatims:redact": CODERS,
    "verbatims:quotations": QUOTATION_RELEASERS,
    "verbatims:quotation": QUOTATION_RELEASERS,
    "evidence:files": EVIDENCE_READERS,
    "evidence:file": EVIDENCE_READERS,
    "evidence:new_return": RESEARCHER,
    "evidence:new_export": RESEARCHER,
    "evidence:approve": RESEARCHER,
    "evidence:refuse": RESEARCHER,
    "evidence:download": RESEARCHER,
    "evidence:sent": INSPECTORATE,
    "evidence:sent_file": INSPECTORATE,
    "evidence:sent_download": INSPECTORATE,
    "evidence:sent_guide": INSPECTORATE,
}

# Pages that are shown only in answer to a form. Opened on their own, they have nothing to show.
ANSWERS_TO_FORMS = frozenset(
    {"programmes:load", "core:check_audit", "accounts:renew_invitation", "accounts:reset_sign_in"}
)

# What someone who must set up a second factor needs for it. Every other page for staff leads them there.
SETTING_UP_SECOND_FACTOR = frozenset(
    {"mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate", "account_logout"}
)


def may_open(user: User | AnonymousUser, view_name: str) -> bool:
    """Whether the policy lets this user open the view."""
    audience = URL_POLICY.get(view_name)
    if audience in {EVERYBODY, SIGNING_IN}:
        return True
    if not isinstance(user, User) or audience is None:
        return False
    return audience is SIGNED_IN or (isinstance(audience, frozenset) and user.role in audience)


class UrlPolicyMiddleware:
    """Middleware that checks the policy before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: Django resolves its view later, then calls process_view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        """Allow the request, redirect to the sign-in page (if signing in could help), or refuse it."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if may_open(request.user, name):
            return redirect("mfa_index") if _must_set_up_second_factor(request, name) else None
        if name in URL_POLICY and not request.user.is_authenticated:
            if deactivated_user_of(request.session):
                return redirect("account_inactive")
            if request.method == "POST":
                return _after_signing_out(request)
            page = request.get_full_path() if request.method == "GET" else resolve_url("start")
            return redirect_to_login(page, resolve_url("account_login"))
        _record_refusal(request, name)
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Record what a view refuses. Django then shows the page that says so."""
        if isinstance(exception, PermissionDenied) and request.resolver_match:
            _record_refusal(request, request.resolver_match.view_name)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001 - Django passes it
    """Record that a form without a valid token was refused, and show the page that says so."""
    _record_refusal(request, "form without a valid token")
    context = {"typed": typed_in_our_form(request), "user": request.user}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def _record_refusal(request: HttpRequest, page: str) -> None:
    """Someone who is not signed in is asked to sign in, and is nobody whom the audit log could name."""
    if isinstance(request.user, User):
        record_refusal(user=request.user, page=page, at=clock.now())


def _must_set_up_second_factor(request: HttpRequest, view_name: str) -> bool:
    """Whether the page is for staff, and this user must set up a second factor before they may open it."""
    if not settings.SECOND_FACTOR_REQUIRED or view_name in SETTING_UP_SECOND_FACTOR:
        return False
    is_for_staff = URL_POLICY[view_name] not in {EVERYBODY, SIGNING_IN}
    return is_for_staff and isinstance(request.user, User) and not has_second_factor(request.user)


def page_of_form(request: HttpRequest) -> tuple[str, str]:
    """The view and the address of the page from which a form was sent, as the browser says. Empty if it is not one of
    this site's pages, or if it was only the answer to another form."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return "", ""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return "", ""
    return ("", "") if name in ANSWERS_TO_FORMS else (name, urlunsplit(("", "", parts.path, parts.query, "")))


def _after_signing_out(request: HttpRequest) -> HttpResponseBase:
    """What someone gets who was signed out while they filled in a form: the way back, and what they typed."""
    name, page = page_of_form(request)
    if URL_POLICY.get(name, EVERYBODY) in {EVERYBODY, SIGNING_IN}:
        page = ""
    sign_in = redirect_to_login(page or resolve_url("start"), resolve_url("account_login"))
    # Only one of our own pages may have what it sent shown on a page of ours.
    if page and (typed := typed_in(request)):
        return render(request, "signed_out.html", {"typed": typed, "sign_in": sign_in.url}, status=HTTPStatus.FORBIDDEN)
    messages.warning(request, "You have been signed out, so nothing was saved. Sign in again.")
    return sign_in
