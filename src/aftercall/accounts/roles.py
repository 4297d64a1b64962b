"""The roles of users. config/url_policy.py lists the pages that each role may open."""

from django.db.models import TextChoices


class Role(TextChoices):
    """A user's role. Someone with two roles has two accounts, so that each audit entry shows the role they acted in."""

    RESEARCHER = "researcher", "Force researcher"
    FIELD_MANAGER = "field_manager", "Agency field manager"
    INTERVIEWER = "interviewer", "Agency interviewer"
    DATA_PROTECTION = "data_protection", "Data protection officer"
    COMMISSIONER = "commissioner", "Police and Crime Commissioner's office"
    INSPECTORATE = "inspectorate", "Inspectorate"
    # Never sees a victim's data.
    ADMINISTRATOR = "administrator", "Administrator"

    @property
    def duties(self) -> str:
        """What the role is for."""
        return _DUTIES[self]


_DUTIES = {
    Role.RESEARCHER: "Loads extracts, draws and releases samples, analyses, publishes, releases quotations, agrees "
    "actions, contacts people who asked for it, sends evidence, consults the public, draws focus groups",
    Role.FIELD_MANAGER: "Receives releases, watches fieldwork, returns results, has what people said coded, releases "
    "quotations",
    Role.INTERVIEWER: "Calls people and interviews them, codes what they said",
    Role.DATA_PROTECTION: "Deals with people’s requests, reads documents and contracts, sees which microdata are "
    "handed over, checks the audit log",
    Role.COMMISSIONER: "Explores published results with their origin, agrees actions with the force",
    Role.INSPECTORATE: "Opens and verifies the evidence returns that the force sends, explores published results",
    Role.ADMINISTRATOR: "Invites people, sets up programmes and the public site, records contracts, sees how the jobs "
    "run",
}
