"""The demo's accounts and two programmes, with the rules that Durham Constabulary publishes and a made-up agency."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from importlib import resources

from aftercall.accounts.agreement import sign
from aftercall.accounts.models import User
from aftercall.accounts.operations import add_user
from aftercall.accounts.roles import Role
from aftercall.contracts.clauses import STANDARD
from aftercall.contracts.operations import record_contract
from aftercall.contracts.queries import versions_of
from aftercall.core.audit import SystemActor
from aftercall.instrument.series_breaks import Judgement, Verdict
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import change_settings, confirm_version, import_programme
from aftercall.programmes.queries import settings_to_edit
from aftercall.programmes.settings.programme_file import ProgrammeFile
from aftercall.questionnaires.draft_operations import decide_stored
from aftercall.questionnaires.operations import find_or_store_shipped
from aftercall.questionnaires.series import judgements, proposals

DEMO = SystemActor("demo")
MAIN_PROGRAMME, SECOND_PROGRAMME = "victims-of-crime.toml", "anti-social-behaviour.toml"

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
# The questionnaires of the main programme, one after the other.
QUESTIONNAIRES = ("victim_satisfaction_3", "victim_satisfaction_4")
_UNCHANGED = "Neither the question nor what people can answer has changed."
_EXPECTED_TO_BE_COMPARABLE = "The new wording says more clearly what is meant. I do not expect other answers to it."
_BREAK = (
    "The new wording also asks about times without news, so people may be less satisfied with the same service. I had "
    "decided otherwise before there were any results."
)
CONTRACT_BEGINS = date(2025, 1, 1)


@dataclass(frozen=True)
class Account:
    """An account of the demo, with its password, which is printed once and never stored in the clear."""

    user: User
    password: str


def make_programme(*, takes_effect_on: date, at: datetime, file_name: str = MAIN_PROGRAMME) -> Programme:
    """Import one of the programme files that come with the demo."""
    text = resources.files("aftercall.demo").joinpath("data", file_name).read_text(encoding="utf-8")
    file = ProgrammeFile.from_text(text, file_name)
    _record_contract(str(file.settings["calling.agency_name"]), at=at)
    return import_programme(file=file, takes_effect_on=takes_effect_on, actor=DEMO, at=at)


def _record_contract(agency_name: str, *, at: datetime) -> None:
    """Record the contract with the agency, unless another programme has recorded it."""
    if versions_of(agency_name).exists():
        return
    clauses = {**STANDARD, "national_framework": "None: the agency is made up."}
    record_contract(
        agency_name=agency_name,
        in_force_from=CONTRACT_BEGINS,
        in_force_until=None,
        reference="DEMO-1",
        clauses=clauses,
        actor=DEMO,
        at=at,
    )


def change_for_later(programme: Programme, *, takes_effect_on: date, actor: User, at: datetime) -> None:
    """Allow one call more from a later day on, so that the programme has a version that is not in effect yet."""
    attempts = settings_to_edit(programme)["calling.maximum_attempts"]
    change_settings(programme=programme, changes={"calling.maximum_attempts": attempts + 1}, actor=actor, at=at)
    confirm_version(programme=programme, takes_effect_on=takes_effect_on, actor=actor, at=at)


def reword_questionnaire(
    programme: Programme, *, takes_effect_on: date, researcher: User, administrator: User, at: datetime
) -> None:
    """Ask with the next version of the questionnaire from a later day on, and let people answer on the web. It words
    one measure differently. The researcher decides that its figures stay comparable, which turns out to be wrong."""
    earlier, later = (find_or_store_shipped(reference=name, actor=researcher, at=at) for name in QUESTIONNAIRES)
    verdicts = {
        measure: (Verdict.COMPARABLE, _EXPECTED_TO_BE_COMPARABLE if _is_reworded(judgement) else _UNCHANGED)
        for measure, judgement in judgements(earlier, later).items()
    }
    decide_stored(earlier=earlier, later=later, verdicts=verdicts, actor=researcher, at=at)
    changes = {"survey.questionnaire": later.reference, "calling.web_door": True}
    change_settings(programme=programme, changes=changes, actor=administrator, at=at)
    confirm_version(programme=programme, takes_effect_on=takes_effect_on, actor=administrator, at=at)


def _is_reworded(judgement: Judgement) -> bool:
    return judgement.verdict == Verdict.SERIES_BREAK


def decide_break(*, researcher: User, at: datetime) -> None:
    """Decide that what was reworded cannot be compared after all."""
    earlier, later = (find_or_store_shipped(reference=name, actor=researcher, at=at) for name in QUESTIONNAIRES)
    reworded = [name for name, one in proposals(earlier, later).items() if one.verdict == Verdict.SERIES_BREAK]
    verdicts = dict.fromkeys(reworded, (Verdict.SERIES_BREAK, _BREAK))
    decide_stored(earlier=earlier, later=later, verdicts=verdicts, actor=researcher, at=at)


def make_accounts(*, at: datetime) -> dict[Role, Account]:
    """Create one account per role, with new passwords for each demo."""
    return {role: _make_account(name, full_name, role, at) for name, full_name, role in ACCOUNTS}


def make_reviewer(*, at: datetime) -> Account:
    """Create the account of a second researcher, because it takes two to publish."""
    return _make_account("reviewer", "Rae Reviewer", Role.RESEARCHER, at)


def _make_account(name: str, full_name: str, role: Role, at: datetime) -> Account:
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    user = add_user(email=f"{name}@example.org", name=full_name, role=role, password=password, actor=DEMO, at=at)
    return Account(user, password)


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
