"""What the documents say about the facts, in the words of the record, the assessment and the privacy notice."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from aftercall.accountability.activities import Activity
from aftercall.accountability.details import shared_details
from aftercall.accountability.facts import SurveyFacts
from aftercall.accounts.operations import links
from aftercall.contracts.models import ContractVersion
from aftercall.core.jobs import operations as jobs
from aftercall.core.words import counted, joined
from aftercall.mappings import operations as mappings
from aftercall.programmes import kept_extracts
from aftercall.programmes.settings.lawful_bases import BASES, LEGITIMATE_INTERESTS, NOT_FOR_PUBLIC_AUTHORITIES
from aftercall.programmes.settings.versions import frame_rules
from aftercall.rights.desk.operations import forgetting as requests
from aftercall.suppression.models import COOLING_TIME

_NOTICE_BASES = {
    "public_task": _(
        "We use your details for a public task, under Article 6(1)(e) of the UK GDPR and section 8 of the "
        "Data Protection Act 2018."
    ),
    "legitimate_interests": _(
        "We use your details for our legitimate interests, under Article 6(1)(f) of the UK GDPR."
    ),
}


def unique(texts: Iterable[str]) -> list[str]:
    """Each text once, in the order in which they first occur, without empty ones."""
    return [text for text in dict.fromkeys(texts) if text]


def bases_for_the_public(surveys: Sequence[SurveyFacts]) -> list[str]:
    """The lawful bases as the privacy notice states them, a sentence each."""
    return unique(str(_NOTICE_BASES[one.version.survey.basis]) for one in surveys)


def bases_as_typed(surveys: Sequence[SurveyFacts]) -> str:
    """What the programmes' settings say about their lawful bases."""
    return " ".join(unique(one.version.survey.lawful_basis for one in surveys))


def basis_in_record(survey: SurveyFacts) -> str:
    """The lawful basis of one programme."""
    return f"{BASES[survey.version.survey.basis]}. {survey.version.survey.lawful_basis}"


def contract_in_words(contract: ContractVersion | None) -> str:
    """The contract under which the agency gets details."""
    if contract is None:
        return "No contract is in force: nothing may be released"
    reference = f" ({contract.reference})" if contract.reference else ""
    return f"Data processing contract, version {contract.number}{reference}. {contract.duration}"


def recipients(surveys: Sequence[SurveyFacts]) -> list[list[str]]:
    """Who gets what, and under what. Rows of recipient, what they get, and why they may."""
    agencies = {one.version.calling.agency_name: one.contract for one in surveys}
    shared = shared_details(modules=any(one.version.survey.modules for one in surveys))
    rows = [
        [name, f"Of each sampled person: {shared}", contract_in_words(contract)] for name, contract in agencies.items()
    ]
    rows += [
        [contract.sub_processors, f"As the contract with {name} allows", "Processor of the agency"]
        for name, contract in agencies.items()
        if contract and contract.sub_processors
    ]
    bodies = unique(one.version.survey.policing_body for one in surveys)
    rows += [[body, "Figures, never a person’s answers", "It holds the force to account"] for body in bodies]
    return [
        *rows,
        [
            "His Majesty’s Inspectorate of Constabulary and Fire & Rescue Services",
            "Figures and how they came about; in an evidence return also answers without ids, if two researchers agree",
            "Its inspections of how forces serve victims",
        ],
        [
            "Analysts whom two researchers have approved, by name and purpose",
            "Answers without ids, until a day",
            "What they state when they ask for an export",
        ],
        ["The public", "Published figures, after a disclosure check", "To show how the force is doing"],
    ]


def rules(survey: SurveyFacts) -> list[tuple[str, str]]:
    """The settings of one programme that decide whose details are used and when."""
    version, calling = survey.version, survey.version.calling
    opens, closes = calling.window_opens_weeks, counted(calling.window_closes_weeks, "week")
    attempts = counted(calling.maximum_attempts, "call")
    return [
        ("People", joined(version.categories) if version.categories else "Victims of everything that is reported"),
        ("People left out", " ".join(f"{one.words}." for one in frame_rules(version).exclusions)),
        ("Minimum age", counted(version.minimum_age, "year")),
        ("Sample", f"{share(survey)} of those who may be sampled, at random"),
        ("Calls", f"From {opens} to {closes} after the report, at most {attempts} to each person"),
        ("Repeat interval", counted(version.repeat_contact_months, "month")),
        ("Numbers abroad", "Called" if version.numbers_abroad else "Not called, and not released"),
        ("Call monitoring", monitoring(survey)),
        ("Recording of calls", "This service does not record calls"),
    ]


def share(survey: SurveyFacts) -> str:
    """The percentage of people that is sampled, as in 15% or 17.5%."""
    return f"{float(survey.version.fraction * 100):g}%"


def monitoring(survey: SurveyFacts) -> str:
    """Whether calls may be monitored, as the questionnaire tells people."""
    if survey.monitored:
        return (
            f"A supervisor of {survey.version.calling.agency_name} may listen. The questionnaire says so at the start"
        )
    return "None: the questionnaire does not announce any, so nobody may listen"


def retention_rows(surveys: Sequence[SurveyFacts], further: Iterable[Activity] = ()) -> list[list[str]]:
    """How long what is kept, and what ends it."""
    rows = [
        [
            f"Contact details and notes ({one.version.programme.name})",
            f"{counted(one.version.survey.retention_weeks, 'week')} after the last call day of the month",
            "A job destroys the keys they are encrypted with, and with them what is in backups",
        ]
        for one in surveys
    ]
    months = max((one.version.repeat_contact_months for one in surveys), default=0)
    return [
        *rows,
        [
            "What says whose answers are whose, and the files of frame and sample",
            "The same",
            "Keys and files are destroyed, with a signed certificate. Answers stay, without ids, to compare years",
        ],
        ["Contact details of people who were not sampled", "Until the sample is released", "Their key is destroyed"],
        [
            "Contact details of people who opt out on the public site",
            f"{counted(COOLING_TIME.days, 'day')}, or until the officer or a caller confirms it",
            "Nobody is called or shown from the moment of the request; then the key is destroyed",
        ],
        [
            "Who made a request or complaint, and what they wrote",
            f"{counted(requests.MONTHS_KEPT, 'month')} after it is closed",
            "The key of the request is destroyed",
        ],
        [
            "Who agreed to be contacted, and how to reach them",
            "The months that they agreed to, or until somebody has contacted them or they object",
            "The key of the record is destroyed",
        ],
        [
            "An extract with possible matches",
            f"Until the draw, {counted(kept_extracts.KEPT_FOR.days, 'day')} at most",
            "Its key is destroyed",
        ],
        *(list(row) for one in further for row in one.retention),
        ["An example extract for a mapping", f"{counted(mappings.KEPT_FOR.days, 'day')} at most", "A job removes it"],
        [
            "Keyed digests of people who were contacted",
            f"{counted(months, 'month')} after the last call day",
            "To contact nobody again within the repeat interval",
        ],
        ["Keyed digests of people who objected", "For good", "To keep the promise not to survey them"],
        ["The audit log, with staff by number", "For good", "To show who saw what"],
        ["Records of jobs", counted(jobs.RETENTION.days, "day"), "A job deletes them"],
        ["Used and expired links for passwords", counted(links.KEPT_FOR.days, "day"), "A job deletes them"],
    ]


def warnings(surveys: Sequence[SurveyFacts]) -> list[str]:
    """What the controller must put right, from the settings and contracts as they are."""
    found = [
        f"{one.version.programme.name}: {NOT_FOR_PUBLIC_AUTHORITIES}"
        for one in surveys
        if one.version.survey.basis == LEGITIMATE_INTERESTS
    ]
    found += [
        f"There is no data processing contract in force with {one.version.calling.agency_name}. "
        "An administrator records it under ‘Contracts’."
        for one in surveys
        if one.contract is None
    ]
    return unique(found)
