"""The data protection impact assessment (Article 35 of the UK GDPR): the parts that this service knows, and the
questions that people must answer."""

from collections.abc import Sequence
from datetime import date

from aftercall.accountability import words
from aftercall.accountability.activities import Activity
from aftercall.accountability.details import detail_rows, details_not_shared, shared_details
from aftercall.accountability.facts import Extent, SurveyFacts
from aftercall.accountability.security import security_measures
from aftercall.core.documents import Bullets, Caution, Document, Facts, Heading, Paragraph, Part, Table
from aftercall.core.words import counted, day, number

TO_COMPLETE = "To be completed"


def impact_assessment(
    surveys: Sequence[SurveyFacts], extents: Sequence[Extent], further: Sequence[Activity] = (), *, on: date
) -> Document:
    """The assessment of all programmes as they are on a day. There must be at least one. further: what else is done
    with people's data."""
    force = surveys[0].version.survey.force_name
    return Document(
        title="Data protection impact assessment",
        introduction=f"For the surveys of victims by {force}.",
        parts=(
            *[Caution(text) for text in words.warnings(surveys)],
            Paragraph(
                f"Written on {day(on)} by the survey service from its settings, contracts and numbers. Where it says "
                f"‘{TO_COMPLETE.lower()}’, people must decide."
            ),
            Heading("1. Why an assessment is needed"),
            Paragraph(
                "The surveys use details of many victims of crime, who may be vulnerable, for a purpose other than the "
                "one for which they gave them, and an agency calls them."
            ),
            Heading("2. What is done"),
            *_nature(surveys),
            *[part for one in further for part in (Paragraph(f"{one.heading}:"), Facts(one.facts))],
            Table(
                "Scope so far",
                ["Programme", "Months", "Records read", "People in the frame", "Sampled", "Released"],
                [_extent_row(one) for one in extents],
            ),
            Table("Recipients", ["Recipient", "What", "Why"], words.recipients(surveys)),
            Table("Retention", ["What", "How long", "What ends it, or why"], words.retention_rows(surveys, further)),
            Heading("3. Consultation"),
            Facts(
                [
                    ("People concerned, or who speaks for them", TO_COMPLETE),
                    ("The agency", TO_COMPLETE),
                    ("Information security", TO_COMPLETE),
                ]
            ),
            Heading("4. Necessity and proportionality"),
            Facts(_necessity(surveys)),
            Heading("5. Risks, and what is done about them"),
            Table("Risks", ["Risk", "What this service does", "Remaining risk"], _risks(surveys, further)),
            Heading("6. Measures of security"),
            Bullets(security_measures()),
            Heading("7. Decision"),
            Facts(
                [
                    ("Advice of the data protection officer", TO_COMPLETE),
                    ("Remaining risks accepted by", TO_COMPLETE),
                    ("Consultation of the Information Commissioner needed", TO_COMPLETE),
                    ("To be reviewed by", TO_COMPLETE),
                ]
            ),
        ),
        footer=f"{force}: data protection impact assessment, {day(on)}",
    )


def _nature(surveys: Sequence[SurveyFacts]) -> list[Part]:
    heads = ["Detail", "Kept for sampling", "Used to recognise a person", "Released to the agency"]
    return [
        Paragraph(_PROCESS),
        *[Facts([("Programme", one.version.programme.name), *words.rules(one)]) for one in surveys],
        Table("Details from the crime recording system", heads, detail_rows()),
    ]


_PROCESS = (
    "Each month the force loads an extract of victims from its crime recording system. A computer leaves out those who "
    "must not be called, recognises each person once, and draws a random sample. The agency gets the sampled people’s "
    "details, calls them and returns their answers under a reference."
)


def _extent_row(extent: Extent) -> list[str]:
    numbers = (extent.months, extent.records, extent.people, extent.sampled, extent.released)
    return [extent.programme, *map(number, numbers)]


def _necessity(surveys: Sequence[SurveyFacts]) -> list[tuple[str, str]]:
    bases = [f"{one.version.programme.name}: {words.basis_in_record(one)}" for one in surveys]
    shared = shared_details(modules=any(one.version.survey.modules for one in surveys))
    shares = [f"{words.share(one)} ({one.version.programme.name})" for one in surveys]
    return [
        ("Lawful basis", " ".join(bases)),
        ("Details about offences, and special categories", _SENSITIVE),
        ("Only what is needed", f"The agency gets: {shared}. It does not get {details_not_shared()}"),
        ("Only as many people as needed", f"A random sample: {'; '.join(shares)}"),
        ("Information for people", "The privacy notice on the public site, written from the same settings"),
        ("Rights", _RIGHTS),
        ("Accuracy", "Each person is recognised once; details are used for one month’s calls only"),
        ("Processors", " ".join(words.unique(words.contract_in_words(one.contract) + "." for one in surveys))),
    ]


_SENSITIVE = (
    "The extract says what was reported. Ethnicity is read if the force provides it, and not kept. Conditions under "
    f"Articles 9 and 10: {TO_COMPLETE.lower()}"
)
_RIGHTS = (
    "Opting out in a call, on the public site, by email, letter or telephone; access, rectification, erasure, "
    "restriction, and withdrawal of answers until retention ends, through the data protection officer; complaints also "
    "on the public site"
)


def _risks(surveys: Sequence[SurveyFacts], further: Sequence[Activity]) -> list[list[str]]:
    weeks = max(one.version.survey.retention_weeks for one in surveys)
    months = min(one.version.repeat_contact_months for one in surveys)
    risks = {
        "Someone else at home learns that the person was in touch with the police": "Callers name neither police nor "
        "crime to anyone but the person, and leave no message that does. They ask first whether it is safe to talk.",
        "A call reaches someone for whom it is dangerous or distressing": "The people listed under "
        "‘People left out’ are never sampled, and the caller asks first whether it is a good time.",
        "A person is called too often, or after objecting": f"Nobody is contacted twice within "
        f"{counted(months, 'month')}. Objections are checked at every step and kept for good.",
        "Staff look at people without a reason": "One case at a time, a limit to calls an hour, every look on the "
        "record, alerts to the data protection officer.",
        "Contact details are stolen, or stay in a backup": f"Encryption with a key for each person; the keys are "
        f"destroyed {counted(weeks, 'week')} after the last call, and when a person objects.",
        "A published figure reveals a person": "A disclosure check over everything that is published, and sign-off.",
        "The agency uses the details for something else": "It works in this service only; the contract forbids it and "
        "the audit log shows every access.",
        "People do not know why they are called": "The public site explains it, and how to check that a call is "
        "genuine.",
    }
    for one in further:
        risks |= one.risks
    return [[risk, measure, TO_COMPLETE] for risk, measure in risks.items()]
