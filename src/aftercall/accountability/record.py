"""The record of processing activities (Article 30 of the UK GDPR)."""

from collections.abc import Sequence
from datetime import date

from aftercall.accountability import words
from aftercall.accountability.activities import Activity
from aftercall.accountability.details import detail_rows
from aftercall.accountability.facts import SurveyFacts
from aftercall.accountability.security import security_measures
from aftercall.accounts.models import User
from aftercall.core.documents import Bullets, Caution, Document, Facts, Heading, Paragraph, Part, Table
from aftercall.core.words import day, joined


def record_of_processing(
    surveys: Sequence[SurveyFacts], officers: Sequence[User], further: Sequence[Activity] = (), *, on: date
) -> Document:
    """The record of all programmes as they are on a day. There must be at least one. further: what else is done with
    people's data."""
    survey = surveys[0].version.survey
    cautions = [Caution(text) for text in words.warnings(surveys)]
    return Document(
        title="Record of processing activities",
        introduction=f"What {survey.force_name} records under Article 30 of the UK GDPR about its surveys of victims.",
        parts=(
            *cautions,
            Paragraph(
                f"Written on {day(on)} by the survey service from its settings and contracts. Change these, and the "
                "record changes."
            ),
            Heading("Who is responsible"),
            Facts(_responsible(surveys, officers)),
            *[part for one in surveys for part in _activity(one)],
            *[part for one in further for part in (Heading(one.heading), Facts(one.facts))],
            Heading("Recipients"),
            Table("Who gets what", ["Recipient", "What", "Why"], words.recipients(surveys)),
            Heading("Transfers abroad"),
            Paragraph(_transfers(surveys)),
            Heading("Details of a person"),
            Table(
                "From the crime recording system",
                ["Detail", "Kept for sampling", "Used to recognise a person", "Released to the agency"],
                detail_rows(),
            ),
            Paragraph(
                "Added by interviewers: answers, including in people’s own words, outcomes and times of calls, notes, "
                "and what helps a person to communicate."
            ),
            Heading("How long it is kept"),
            Table("Retention", ["What", "How long", "What ends it, or why"], words.retention_rows(surveys, further)),
            Heading("Security"),
            Bullets(security_measures()),
        ),
        footer=f"{survey.force_name}: record of processing activities, {day(on)}",
    )


def _responsible(surveys: Sequence[SurveyFacts], officers: Sequence[User]) -> list[tuple[str, str]]:
    survey = surveys[0].version.survey
    agencies = words.unique(one.version.calling.agency_name for one in surveys)
    return [
        ("Controller", f"{survey.force_name}, {survey.force_phone}, {survey.contact_email}"),
        ("Data protection officer", joined([f"{one.name} ({one.email})" for one in officers]) or "Not named"),
        ("Processors" if len(agencies) > 1 else "Processor", joined(agencies)),
    ]


def _activity(survey: SurveyFacts) -> list[Part]:
    version = survey.version
    purpose = "To learn how victims experienced the service of the police, and to improve it"
    facts = [("Purpose", purpose), ("Lawful basis", words.basis_in_record(survey)), *words.rules(survey)]
    settings = f"Version {version.number}, in effect from {day(version.takes_effect_on)}"
    return [Heading(f"{version.survey.name}: {version.programme.name}"), Facts([*facts, ("Settings", settings)])]


def _transfers(surveys: Sequence[SurveyFacts]) -> str:
    abroad = [one.version.programme.name for one in surveys if one.version.numbers_abroad]
    calls = f" People of {joined(abroad)} may be called on a number abroad." if abroad else ""
    return f"This service transfers no personal details outside the United Kingdom.{calls}"
