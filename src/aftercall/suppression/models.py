"""The suppression list and recent contacts. Both are kept as keyed digests, so that we can recognise a person again
without storing who they are.

A digest is a keyed hash of one of a person's keys (see frames.recognition.suppression_keys); a person has several.
"""

from django.db import models


class ObjectionSource(models.TextChoices):
    """How the objection reached us."""

    CALL = "call", "Told the interviewer"
    PUBLIC_SITE = "public_site", "Opted out on the public site"
    EMAIL = "email", "Wrote an email"
    LETTER = "letter", "Wrote a letter"
    TELEPHONE = "telephone", "Telephoned"
    IMPORTED = "imported", "On a list that was imported"


class Objection(models.Model):
    """One person's objection to being surveyed. The person is stored only as digests, by which they are recognised."""

    source = models.CharField(max_length=20, choices=ObjectionSource)
    recorded_at = models.DateTimeField()
    # Whether the digests of the person's cases have been added to those of what the person gave.
    completed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"objection {self.pk}"


class SuppressedDigest(models.Model):
    """One digest on the suppression list."""

    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="digests")
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"digest of objection {self.objection_id}"


class HouseholdDigest(models.Model):
    """One digest of the number or address of a case, to find the case if somebody asks that nobody of the household is
    surveyed. It is kept as long as the case's contact details."""

    reference = models.CharField(max_length=20, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"household of case {self.reference}"


class ContactDigest(models.Model):
    """One digest of a person who was released to an agency. It is kept to apply the repeat-contact interval, and to
    find the person's case if they object.

    last_call_on: the last day of the person's contact window. free_on: the first day on which the interval of the
    programme that released them lets them be contacted again, by any programme.
    """

    reference = models.CharField(max_length=20, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)
    released_on = models.DateField()
    last_call_on = models.DateField()
    free_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["free_on"], name="contact_free_on")]

    def __str__(self) -> str:
        return f"digest of case {self.reference}"
