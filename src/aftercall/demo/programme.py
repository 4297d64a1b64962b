"""The demo's programme, with the rules that Durham Constabulary publishes and a fictitious agency, and its accounts."""

import secrets
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal

from aftercall.accounts.agreement import sign
from aftercall.accounts.models import User
from aftercall.accounts.operations import add_user
from aftercall.accounts.roles import Role
from aftercall.core.audit import SystemActor
from aftercall.instrument.loading import shipped_document
from aftercall.programmes.models import CallingRules, Programme, Survey
from aftercall.programmes.operations import set_up_programme
from aftercall.questionnaires.operations import store_instrument

DEMO = SystemActor("demo")

LAWFUL_BASIS = (
    "The police must be efficient and effective (Police Reform and Social Responsibility Act 2011), and the law "
    "allows services that help reduce crime (Anti-social Behaviour, Crime and Policing Act 2014, section 143)."
)

ACCOUNTS = (
    ("researcher", "Robin Researcher", Role.RESEARCHER),
    ("manager", "Morgan Manager", Role.FIELD_MANAGER),
    ("interviewer", "Indy Interviewer", Role.INTERVIEWER),
    ("dpo", "Dana Protection", Role.DATA_PROTECTION),
    ("commissioner", "Casey Commissioner", Role.COMMISSIONER),
    ("inspectorate", "Isla Inspector", Role.INSPECTORATE),
    ("administrator", "Ada Administrator", Role.ADMINISTRATOR),
)
SIMULATED_INTERVIEWERS = 8


@dataclass(frozen=True)
class Account:
    """An account of the demo, with its password, which is printed once and never stored in the clear."""

    user: User
    password: str


def make_programme(*, at: datetime) -> Programme:
    """Store the instrument and set up the programme."""
    survey = Survey(
        name="Victim satisfaction survey",
        force_name="Durham Constabulary",
        contact_email="survey@example.org",
        lawful_basis=LAWFUL_BASIS,
        instrument=store_instrument(document=shipped_document("victim_satisfaction_1"), actor=DEMO, at=at),
    )
    calling = CallingRules(
        agency_name="Example Research",
        agency_phone="0808 157 0000",
        calls_from=time(9),
        sunday_calls_from=time(10),
        calls_until=time(21),
    )
    programme = Programme(sampling_fraction=Decimal("0.150"), exclusion_rules="exclusions_1")
    return set_up_programme(survey=survey, calling=calling, programme=programme, actor=DEMO, at=at)


def make_accounts(*, at: datetime) -> dict[Role, Account]:
    """Create one account per role, with new passwords for each demo."""
    accounts = {}
    for name, full_name, role in ACCOUNTS:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        user = add_user(email=f"{name}@example.org", name=full_name, role=role, password=password, actor=DEMO, at=at)
        accounts[role] = Account(user, password)
    return accounts


def make_interviewers(*, at: datetime) -> list[User]:
    """Create the simulated interviewers, who have signed the agreement. No one knows their passwords."""
    interviewers = [_make_interviewer(number, at) for number in range(1, SIMULATED_INTERVIEWERS + 1)]
    for interviewer in interviewers:
        sign(user=interviewer, at=at)
    return interviewers


def _make_interviewer(number: int, at: datetime) -> User:
    return add_user(
        email=f"simulated{number}@example.org",
        name=f"Simulated interviewer {number}",
        role=Role.INTERVIEWER,
        password=secrets.token_urlsafe(16),
        actor=DEMO,
        at=at,
    )
