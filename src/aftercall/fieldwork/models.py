"""Cases in fieldwork, calls, interviews and answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from aftercall.core.dates import local_day
from aftercall.fieldwork.call_codes import call_code
from aftercall.fieldwork.states import CaseState
from aftercall.handover.models import ReleasedCase
from aftercall.programmes.models import CallingRules, Wave


class Case(models.Model):
    """One sampled person in fieldwork. The wave and its calling rules are stored here too, because the queue reads them
    for every call."""

    released = models.OneToOneField(ReleasedCase, on_delete=models.PROTECT, related_name="case")
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="cases")
    calling = models.ForeignKey(CallingRules, on_delete=models.PROTECT, related_name="+")
    opens_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.WAITING)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    next_call_from = models.DateTimeField()
    appointment_at = models.DateTimeField(null=True)
    appointment_with = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    # The time slot of the last call if the person was out; empty if another time slot would not help.
    tried_at = models.CharField(max_length=10, blank=True)
    main_number_failed = models.BooleanField(default=False)
    last_disposition = models.CharField(max_length=10, blank=True)
    final_disposition = models.CharField(max_length=10, blank=True)
    closed_at = models.DateTimeField(null=True)
    # One to one, so that even concurrent requests cannot give an interviewer two cases or a case two interviewers.
    claimed_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="claimed_case"
    )
    claimed_at = models.DateTimeField(null=True)
    # What helps the person to communicate, encrypted as the notes of calls are.
    sealed_needs = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["state", "closes_on"]),
            models.Index(
                fields=["appointment_at"], condition=Q(appointment_at__isnull=False), name="case_with_appointment"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=CaseState.IN_CALL, claimed_by__isnull=False)
                | (~Q(state=CaseState.IN_CALL) & Q(claimed_by__isnull=True)),
                name="in_call_means_claimed",
            ),
            models.CheckConstraint(condition=Q(opens_on__lte=F("closes_on")), name="window_opens_before_it_closes"),
        ]

    def __str__(self) -> str:
        return f"case {self.released_id}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this case."""
        return self.released.subject


class Phone(models.TextChoices):
    """Which of the person's numbers was dialled. The second one is `phone_alt` in the contract's data schedule."""

    FIRST = "main", "First number"
    SECOND = "other", "Second number"


class Attempt(models.Model):
    """One call, counted when it is dialled. `last_number`: no number is left to try if this one fails."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    phone = models.CharField(max_length=5, choices=Phone)
    last_number = models.BooleanField()
    started_at = models.DateTimeField(db_index=True)
    # When the person said that they can talk freely. Only then are the police mentioned.
    can_talk_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    disposition = models.CharField(max_length=10, blank=True)
    # Notes may name people, so they are encrypted with the case's key and can't be read once it is destroyed.
    sealed_note = models.BinaryField(default=b"")

    class Meta:
        ordering = ["case_id", "number"]
        indexes = [models.Index(fields=["interviewer", "started_at"], name="calls_of_an_interviewer")]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="one_attempt_per_number"),
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at__isnull=True), name="one_call_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"attempt {self.number} of case {self.case_id}"

    @property
    def code(self) -> str:
        """The code by which the person can check that the call is genuine; empty until they can talk freely."""
        return call_code(self.pk, local_day(self.started_at)) if self.can_talk_at else ""


class QuotaAlert(models.Model):
    """An interviewer has made as many calls within an hour as are allowed. At most one an hour for each interviewer."""

    interviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_index=True)
    calls = models.PositiveIntegerField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"alert about {self.interviewer_id}"


class Interview(models.Model):
    """One case's interview, which can be interrupted and resumed in a later call."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="interview")
    # The call in which it was begun or last resumed. Answers given in earlier calls are kept.
    attempt = models.OneToOneField(Attempt, on_delete=models.PROTECT, related_name="interview")
    consented_at = models.DateTimeField()
    # Decides the order of choices that are rotated, the same for the whole interview. 0 before orders were drawn.
    seed = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    # Whether records are still to be made of what the person may have agreed to. It says nothing of what they did.
    consents_due = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["ended_at"], condition=Q(consents_due=True), name="interview_with_consents_due")
        ]

    def __str__(self) -> str:
        return f"interview of case {self.case_id}"


class Answer(models.Model):
    """One answer as it was entered. Rows are only ever added; a question's latest one counts.

    `sealed_answer` holds the question, a coded answer and, where they apply, that it was saved despite a warning
    and that the person gave it on the web, encrypted with the case's key of the release's answers ring.
    A verbatim is in `sealed_text`, encrypted with the key of the contact details because it may name people: it can't
    be read once that key is destroyed.
    """

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="answers")
    sealed_answer = models.BinaryField()
    sealed_text = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"answer {self.pk} of interview {self.interview_id}"


class SessionStep(models.TextChoices):
    """How far a session on the web has got.

    A code is used up when the first page has been opened, so that nobody is locked out by a response that was lost. A
    session rests once the person wants to come back later: then it only gives them another code.
    """

    ENTERED = "entered", "The code has been entered"
    OPENED = "opened", "The first page has been opened"
    BEGUN = "begun", "They have agreed to begin or to go on"
    RESTING = "resting", "They will come back with another code"


class WebEntry(models.Model):
    """How one person can answer on the web instead of by telephone (fieldwork/web_codes.py).

    A code works once and begins a session. A session ends half an hour after the last page, at the end of the
    questionnaire, or when the person wants to come back later and gets another code. Of both there are only keyed
    digests. `attempt`: the call in which the first code was given.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="web_entry")
    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    # Each empty where there is none.
    code_digest = models.CharField(max_length=64, blank=True)
    session_digest = models.CharField(max_length=64, blank=True)
    session_until = models.DateTimeField(null=True)
    session_step = models.CharField(max_length=10, choices=SessionStep, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code_digest"], condition=~Q(code_digest=""), name="one_entry_per_code"),
            models.UniqueConstraint(
                fields=["session_digest"], condition=~Q(session_digest=""), name="one_entry_per_session"
            ),
        ]

    def __str__(self) -> str:
        return f"web entry of case {self.case_id}"


class OverriddenCheck(models.Model):
    """How many answers to a question were saved despite its soft check, in one wave, whoever gave them."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=30)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["wave", "question"], name="one_count_per_check")]

    def __str__(self) -> str:
        return f"overridden check of {self.question} in wave {self.wave_id}"
