"""The home page of each role: one table of what may be waiting for it, and the view."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftercall.accountability.waiting import documents_with_warnings
from aftercall.accounts.models import User, signed_in_user
from aftercall.accounts.roles import Role
from aftercall.accounts.waiting import agreement_to_sign
from aftercall.communities.waiting import (
    coverage_done,
    coverage_tasks,
    groups_at_work,
    promises_due,
    reports_to_sign_off,
    words_to_work_on,
)
from aftercall.config.check_list import check_list_summary, missing_checks
from aftercall.consents.waiting import consents_page, people_to_contact
from aftercall.consultations import waiting as consultations
from aftercall.contracts.waiting import contracts_that_end
from aftercall.core import clock
from aftercall.core.home import HomeItem
from aftercall.core.jobs import waiting as jobs
from aftercall.core.waiting import audit_log_to_check, keys_to_destroy, last_audit_check
from aftercall.evidence.waiting import (
    files_held_back,
    files_of_others,
    files_to_decide,
    files_to_replace,
    returns_sent,
)
from aftercall.fieldwork import monitoring_waiting as monitoring
from aftercall.fieldwork import oversight_waiting as oversight
from aftercall.fieldwork import waiting as calling
from aftercall.improvements import waiting as improvements
from aftercall.improvements.recovery import waiting as recovery
from aftercall.mappings.waiting import mappings
from aftercall.programmes import waiting as programmes
from aftercall.public.waiting import feedback_to_read
from aftercall.publication.waiting import (
    publication_to_prepare,
    publications_of_others,
    publications_to_work_on,
    published_results,
)
from aftercall.questionnaires.waiting import drafts_to_continue, questionnaires_to_approve, waiting_for_others
from aftercall.results.waiting import results_to_analyse
from aftercall.rights.desk.waiting import complaints_to_acknowledge, requests_to_answer, requests_to_complete
from aftercall.rights.opt_outs.waiting import details_to_destroy, floods
from aftercall.rights.waiting import recent_objections, retention_ends_soon, retention_overdue, suppression_list
from aftercall.verbatims import waiting as verbatims
from aftercall.workbench.waiting import figures_to_explore

# Reads what is waiting for a user. It must be cheap: a few counts, however many cases and people there are.
type Source = Callable[[datetime, User], Iterable[HomeItem]]


@dataclass(frozen=True)
class Section:
    """A heading, and the rooms' functions whose items are listed under it. Without items it is not shown."""

    heading: str
    sources: Sequence[Source]


@dataclass(frozen=True)
class HomePage:
    """What a role has to do, and what it may want to know: what comes next, and what happened lately. title: of the
    page."""

    to_do: Sequence[Section]
    to_know: Sequence[Section]
    title: str = "What is waiting for you"


HOME_PAGES: Mapping[Role, HomePage] = {
    Role.INTERVIEWER: HomePage(
        to_do=(
            Section("Before you start", (agreement_to_sign,)),
            Section("Your calls", (calling.case_in_hand, calling.promised_calls, calling.people_to_call)),
            Section("What people said", (verbatims.texts_to_code, verbatims.quotations_to_redact)),
        ),
        to_know=(Section("Coming up", (calling.next_calls, calling.promised_on_later_days)),),
    ),
    Role.FIELD_MANAGER: HomePage(
        to_do=(
            Section("Alerts", (monitoring.quota_alerts,)),
            Section("Samples to receive", (monitoring.samples_to_receive,)),
            Section("Fieldwork to close", (monitoring.fieldwork_to_close,)),
            Section("Results to return", (monitoring.results_to_return,)),
            Section(
                "What people said",
                (
                    verbatims.codes_to_return,
                    verbatims.texts_to_code,
                    verbatims.quotations_to_redact,
                    verbatims.quotations_to_release,
                ),
            ),
        ),
        to_know=(
            Section("In fieldwork", (monitoring.waves_being_called,)),
            Section("Coming up", (monitoring.next_sample,)),
        ),
    ),
    Role.RESEARCHER: HomePage(
        to_do=(
            Section("Mappings", (mappings,)),
            Section("Questionnaires", (questionnaires_to_approve, drafts_to_continue)),
            Section("Extracts", (programmes.month_to_open, programmes.extracts)),
            Section("Possible matches", (programmes.possible_matches,)),
            Section("Samples", (programmes.samples,)),
            Section("Service recovery", (recovery.requests_to_answer,)),
            Section("People to contact", (people_to_contact,)),
            Section("Quotations", (verbatims.quotations_to_release,)),
            Section(
                "Communities", (coverage_tasks, promises_due, groups_at_work, words_to_work_on, reports_to_sign_off)
            ),
            Section("Results", (results_to_analyse,)),
            Section("Publications", (publications_to_work_on, publication_to_prepare)),
            Section("Evidence and exports", (files_to_decide, files_to_replace, files_held_back)),
            Section(
                "Consultations",
                (
                    consultations.consultations_to_work_on,
                    consultations.events_to_approve,
                    consultations.results_to_prepare,
                    consultations.parts_to_approve,
                ),
            ),
            Section("Actions", (improvements.overdue_actions, improvements.actions_to_decide)),
        ),
        to_know=(
            Section("Coming up", (programmes.coming_up, programmes.results_to_come)),
            Section("Questionnaires", (waiting_for_others,)),
            Section("Publications", (publications_of_others,)),
            Section("Evidence and exports", (files_of_others,)),
            Section("Coverage plan", (coverage_done,)),
            Section("Consultations", (consultations.open_consultations,)),
            Section("Actions", (improvements.actions_under_way,)),
            Section("What people agreed to", (consents_page, verbatims.quotations_page)),
            Section("Months left out", (programmes.months_left_out,)),
        ),
    ),
    Role.DATA_PROTECTION: HomePage(
        to_do=(
            Section("Alerts", (floods, oversight.quota_alerts)),
            Section("Requests", (complaints_to_acknowledge, requests_to_complete, requests_to_answer)),
            Section("Retention", (retention_overdue,)),
            Section("Documents", (documents_with_warnings,)),
            Section("Keys", (keys_to_destroy,)),
            Section("Audit log", (audit_log_to_check,)),
        ),
        to_know=(
            Section("Objections", (recent_objections, details_to_destroy, suppression_list)),
            Section("Coming up", (retention_ends_soon, contracts_that_end, last_audit_check)),
        ),
    ),
    Role.ADMINISTRATOR: HomePage(
        to_do=(
            Section("Jobs", (jobs.worker_to_start, jobs.failed_jobs)),
            Section("To set up", (missing_checks,)),
            Section("Programmes", (programmes.changes_to_confirm,)),
            Section("Questionnaires", (questionnaires_to_approve,)),
            Section("Contracts", (contracts_that_end,)),
            Section("Feedback", (feedback_to_read,)),
        ),
        to_know=(
            Section("Check list", (check_list_summary,)),
            Section("Coming up", (jobs.next_run,)),
        ),
    ),
    Role.INSPECTORATE: HomePage(
        to_do=(),
        to_know=(
            Section("Evidence", (returns_sent,)),
            Section("Figures", (figures_to_explore,)),
            Section("Published results", (published_results,)),
        ),
        title="Evidence and results",
    ),
    Role.COMMISSIONER: HomePage(
        to_do=(Section("Actions", (improvements.overdue_actions, improvements.actions_to_decide)),),
        to_know=(
            Section("Actions", (improvements.actions_under_way,)),
            Section("Figures", (figures_to_explore,)),
            Section("Published results", (published_results,)),
            Section("Service recovery", (recovery.recovery_counts,)),
        ),
    ),
}


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """View: what is waiting for the signed-in user. Signing in leads here."""
    user, now = signed_in_user(request), clock.now()
    page = HOME_PAGES[Role(user.role)]
    context = {
        "title": page.title,
        "has_duties": bool(page.to_do),
        "to_do": _listed(page.to_do, now, user),
        "to_know": _listed(page.to_know, now, user),
        "today": timezone.localdate(now),
        # Interviewers work with the keyboard, from this page on.
        "by_keys": user.role == Role.INTERVIEWER,
    }
    return render(request, "core/home.html", context)


def _listed(sections: Iterable[Section], now: datetime, user: User) -> list[tuple[str, list[HomeItem]]]:
    """The headings of these sections, each with its items, without those that have none."""
    listed = [
        (section.heading, [item for source in section.sources for item in source(now, user)]) for section in sections
    ]
    return [(heading, items) for heading, items in listed if items]
