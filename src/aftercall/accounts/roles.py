"""The roles that the product knows. What each may open stands in config/url_policy.py."""

from django.db.models import TextChoices


class Role(TextChoices):
    """One role a user; somebody who does two jobs has two accounts, so that the audit log says which one acted."""

    RESEARCHER = "researcher", "Force researcher"
    FIELD_MANAGER = "field_manager", "Agency field manager"
    INTERVIEWER = "interviewer", "Agency interviewer"
    DATA_PROTECTION = "data_protection", "Data protection officer"
    COMMISSIONER = "commissioner", "Police and Crime Commissioner's office"
    # Sets up people and programmes; sees no victim.
    ADMINISTRATOR = "administrator", "Administrator"
