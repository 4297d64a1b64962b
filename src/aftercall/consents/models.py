"""Records of consent, and the digests by which an objection or a restriction finds them."""

from django.db import models

from aftercall.core.references import new_reference
from aftercall.programmes.models import Programme


class ConsentOutcome(models.TextChoices):
    """Why a record has ended."""

    DONE = "done", "Contacted, as they agreed"
    NOT_REACHED = "not_reached", "Could not be reached"
    WITHDRAWN = "withdrawn", "They changed their mind"
    OBJECTED = "objected", "They objected to the survey"
    EXPIRED = "expired", "The agreed time ended"


class Consent(models.Model):
    """One thing that one person agreed to.

    name: the consent's name in the questionnaire. given_on is a day and the reference is random, so that a record
    cannot be linked to the interview in which it was given. sealed_details: what the person agreed to give, as JSON,
    encrypted with the ring's only key, which is destroyed when the record ends.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=30)
    purpose = models.TextField()
    given_on = models.DateField()
    ends_on = models.DateField()
    ring = models.CharField(max_length=60, unique=True)
    sealed_details = models.BinaryField()
    ended_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=ConsentOutcome, blank=True)

    class Meta:
        ordering = ["given_on", "reference"]
        indexes = [models.Index(fields=["ends_on"], condition=models.Q(ended_on=None), name="consent_to_end")]

    def __str__(self) -> str:
        return f"consent {self.reference}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this record."""
        return f"consent:{self.reference}"


class ConsentDigest(models.Model):
    """A keyed hash of one of the person's digests, with a key of this room: it finds the record if the person objects,
    and is not equal to any digest that leads to a case."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="digests")
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"digest of consent {self.consent_id}"


class RestrictedDigest(models.Model):
    """A digest, made as those of consents, of a person whose consents must not be used until the restriction is lifted
    (Article 18 of the UK GDPR). restriction: the reference of their request."""

    restriction = models.CharField(max_length=10, db_index=True)
    digest = models.CharField(max_length=64, db_index=True)

    def __str__(self) -> str:
        return f"digest of restriction {self.restriction}"
