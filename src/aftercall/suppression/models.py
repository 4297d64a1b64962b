"""The suppression list and recent contacts. Both are kept as keyed digests, so that we can recognise a person again
without storing who they are.

A digest is a keyed hash of one of a person's keys (see frames.recognition.suppression_keys); a person has several.
"""

from datetime import timedelta

from django.db import models
from django.db.models import Q

# How long the contact details of someone who opted out on the public site are kept before they are destroyed, because
# anyone can send a request in another person's name (docs/decisions/0024).
COOLING_TIME = timedelta(days=14)


class ObjectionSource(models.TextChoices):
    """How the objection reached us."""

    CALL = "call", "Told the interviewer"
    WEB = "web", "Told us when they answered on the web"
    PUBLIC_SITE = "public_site", "Opted out on the public site"
    EMAIL = "email", "Wrote an email"
    LETTER = "letter", "Wrote a letter"
    TELEPHONE = "telephone", "Telephoned"
    IMPORTED = "imported", "On a list that was imported"


class Objection(models.Model):
    """One person's objection to being surveyed. The person is stored only as digests, by which they are recognised.

    It is permanent, and stops all calls at once. erase_at: when the contact details of the person's cases are to be
    destroyed, if that waits for the cooling time; null if they were destroyed at once. erased_at: when they were.
    """

    source = models.CharField(max_length=20, choices=ObjectionSource)
    recorded_at = models.DateTimeField(db_index=True)
    erase_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    # Whether the digests of the person's cases have been added to those of what the person gave.
    completed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["erase_at"], condition=Q(erase_at__isnull=False, erased_at=None), name="objection_to_erase"
            )
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this objection."""
        return f"objection:{self.pk}"


class SuppressedDigest(models.Model):
    """One digest on the suppression list. added: whether it is that of a case which the objection closed, and not of
    what the person gave. Such a case may be a namesake's."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="digests")
    digest = models.CharField(max_length=64, db_index=True)
    added = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"digest of objection {self.objection_id}"


class HouseholdDigest(models.Model):
    """One digest of the number or address of a case, to find the case if somebody asks that nobody of the household is
    surveyed. It goes when the retention of the case's wave ends."""

    reference = models.CharField(max_length=20, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"household of case {self.reference}"


class RefusedRequests(models.Model):
    """How many requests to opt out on the public site were refused on a day, because one connection sent too many."""

    day = models.DateField(unique=True)
    count = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.count} refused on {self.day}"


class CaseDigest(models.Model):
    """One digest of the person whom a case is about. It finds the case if the person objects, and goes when the
    retention of the case's wave ends."""

    reference = models.CharField(max_length=20, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"digest of case {self.reference}"


class ContactDigest(models.Model):
    """One digest of a person who was released to an agency, kept to apply the repeat-contact interval. It leads to no
    case: dates are those of the whole wave, and the rows of a release are in the order of their digests.

    last_call_on: the last day on which anybody of the wave could be called. free_on: the first day on which the
    interval of the programme that released them lets them be contacted again, by any programme.
    """

    digest = models.CharField(max_length=64, db_index=True)
    last_call_on = models.DateField()
    free_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["free_on"], name="contact_free_on")]

    def __str__(self) -> str:
        return f"contact {self.pk}"
