"""What a data processing contract must say, in the order of Article 28(3) of the UK GDPR."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Clause:
    """One part of a contract. name: its column; article: where the law asks for it; standard: the text that a new
    contract begins with; required: whether it may be empty."""

    name: str
    label: str
    hint: str
    standard: str = ""
    article: str = ""
    required: bool = True


CLAUSES = (
    Clause(
        "subject_matter",
        "Subject matter",
        "What the agency does for you",
        "Telephone interviews with victims of crime and of incidents about the service that the police gave them.",
        "28(3)",
    ),
    Clause(
        "purpose",
        "Nature and purpose",
        "What the details may be used for",
        "To call the people in the sample, to interview those who agree, and to return their answers. "
        "The details may be used for nothing else.",
        "28(3)",
    ),
    Clause(
        "instructions",
        "Documented instructions",
        "Where your instructions to the agency are recorded",
        "The agency acts only on the force’s documented instructions: this contract, the programme’s confirmed "
        "settings and the questionnaire of each release.",
        "28(3)(a)",
    ),
    Clause(
        "confidentiality",
        "Confidentiality",
        "How the agency’s staff are bound",
        "Every interviewer signs the confidentiality agreement before the first case, and again when it changes.",
        "28(3)(b)",
    ),
    Clause(
        "security",
        "Security",
        "The measures that you have agreed",
        "The agency works in this service only: one case at a time, encrypted with its own key, with a second factor "
        "at sign-in and every look recorded.",
        "28(3)(c)",
    ),
    Clause(
        "sub_processors",
        "Other processors",
        "Who else may process the details for the agency, or leave this empty if nobody may",
        "",
        "28(3)(d)",
        required=False,
    ),
    Clause(
        "assistance",
        "Assistance",
        "With the rights of the people concerned, with breaches and with impact assessments",
        "The agency passes on every objection and request at once, tells the force of a personal data breach without "
        "undue delay, and helps with impact assessments.",
        "28(3)(e) and (f)",
    ),
    Clause(
        "deletion",
        "Deletion",
        "What happens to the details at the end",
        "The agency keeps no copy. The keys of the details are destroyed when the programme’s retention ends, and when "
        "a person objects.",
        "28(3)(g)",
    ),
    Clause(
        "audit",
        "Audit",
        "What you may see and inspect",
        "The force may read every access in the audit log at any time, and may inspect the agency.",
        "28(3)(h)",
    ),
    Clause(
        "national_framework",
        "National framework",
        "The framework contract under which the agency was appointed, if there is one",
        required=False,
    ),
)
STANDARD: Mapping[str, str] = {clause.name: clause.standard for clause in CLAUSES}
LONGEST_CLAUSE = 2_000
