"""People's requests about their data, and what was done about each."""

from django.conf import settings
from django.db import models

from aftercall.core.append_only import AppendOnlyModel
from aftercall.rights.desk.states import RequestState


class RequestKind(models.TextChoices):
    """What a person asks for."""

    OBJECTION = "objection", "Objection"
    ACCESS = "access", "Access"
    RECTIFICATION = "rectification", "Rectification"
    ERASURE = "erasure", "Erasure"
    RESTRICTION = "restriction", "Restriction"
    WITHDRAWAL = "withdrawal", "Withdrawal of answers"
    COMPLAINT = "complaint", "Complaint"


class Channel(models.TextChoices):
    """How a request reached us."""

    TELEPHONE = "telephone", "By telephone"
    EMAIL = "email", "By email"
    LETTER = "letter", "By letter"
    ONLINE = "online", "By the form on the public site"


class PauseReason(models.TextChoices):
    """What we wait for while the clock is stopped."""

    IDENTITY = "identity", "Proof of who they are"
    SCOPE = "scope", "What exactly they ask for"


class Outcome(models.TextChoices):
    """What came of a complaint."""

    UPHELD = "upheld", "Upheld"
    PARTLY = "partly", "Partly upheld"
    NOT_UPHELD = "not_upheld", "Not upheld"


class SubjectRequest(models.Model):
    """One person's request, and its clock.

    Who the person is and what they wrote is encrypted with the request's own key, in the only slot of `ring`. The key
    is destroyed some time after the request was closed (`erased_at`); what remains says only what was asked, when, and
    what came of it.
    """

    reference = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=20, choices=RequestKind)
    channel = models.CharField(max_length=10, choices=Channel)
    received_on = models.DateField()
    recorded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    due_on = models.DateField()
    # For a complaint only.
    acknowledge_by = models.DateField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    paused_on = models.DateField(null=True)
    paused_for = models.CharField(max_length=10, choices=PauseReason, blank=True)
    paused_days = models.PositiveSmallIntegerField(default=0)
    extended_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    ring = models.CharField(max_length=40, unique=True)
    sealed_details = models.BinaryField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_on"], name="request_due")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """How the audit log refers to this request."""
        return f"request:{self.reference}"

    @property
    def is_closed(self) -> bool:
        """Whether nothing more can be done about it."""
        return self.closed_at is not None


class EventKind(models.TextChoices):
    """What was done about a request."""

    RECEIVED = "received", "Recorded the request"
    DETAILS_CHANGED = "details", "Changed the person’s details"
    NOTE = "note", "Added a note"
    PAUSED = "paused", "Stopped the clock"
    RESUMED = "resumed", "Started the clock again"
    EXTENDED = "extended", "Extended the time by two months"
    ACKNOWLEDGED = "acknowledged", "Acknowledged the complaint"
    LOOKED_UP = "looked_up", "Looked at what we hold"
    DISCLOSED = "disclosed", "Made the copy for the person"
    CARRIED_OUT = "carried_out", "Carried out the request"
    LETTER = "letter", "Made a letter"
    CLOSED = "closed", "Closed the request"
    RESTORED = "restored", "Recorded again after a backup was restored"


class RequestEvent(AppendOnlyModel):
    """One entry of a request's trail. A note may name people, so it is encrypted with the request's key."""

    request = models.ForeignKey(SubjectRequest, on_delete=models.PROTECT, related_name="events")
    at = models.DateTimeField()
    # Empty where the person sent the request on the public site, and where this service recorded it again.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=EventKind)
    # A fixed phrase, such as the name of the letter; never a personal value.
    about = models.CharField(max_length=80, blank=True)
    sealed_note = models.BinaryField(default=b"")

    class Meta:
        ordering = ["id"]
        verbose_name = "entry of a request’s trail"

    def __str__(self) -> str:
        return f"{self.kind} of {self.request_id}"
