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
    # Invites people and sees how the jobs run; never sees a victim's data.
    ADMINISTRATOR = "administrator", "Administrator"
