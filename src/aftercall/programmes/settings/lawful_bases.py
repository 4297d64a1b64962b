"""The lawful bases that a survey may rely on (Article 6(1) of the UK GDPR)."""

from collections.abc import Mapping
from typing import Any

PUBLIC_TASK, LEGITIMATE_INTERESTS = "public_task", "legitimate_interests"
BASES: Mapping[str, str] = {
    PUBLIC_TASK: "Public task, Article 6(1)(e)",
    LEGITIMATE_INTERESTS: "Legitimate interests, Article 6(1)(f)",
}
STANDARD_LAW = (
    "The police must be efficient and effective (Police Reform and Social Responsibility Act 2011), and the law allows "
    "services that help reduce crime (Anti-social Behaviour, Crime and Policing Act 2014, section 143)."
)
NOT_FOR_PUBLIC_AUTHORITIES = (
    "A public authority cannot rely on legitimate interests for its tasks (Article 6(1) of the UK GDPR). A police "
    "force surveys victims as its task: use public task, unless your data protection officer advises otherwise."
)


def basis_warning(settings: Mapping[str, Any]) -> str:
    """What is doubtful about the lawful basis in these settings, or an empty text."""
    return NOT_FOR_PUBLIC_AUTHORITIES if settings.get("survey.basis") == LEGITIMATE_INTERESTS else ""
