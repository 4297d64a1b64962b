"""Consultations, their documents, events and evidence, what people answered, and what is released of it."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_noop as _

from aftercall.consultations.demographics import Area
from aftercall.consultations.states import ConsultationState
from aftercall.core.append_only import AppendOnlyModel
from aftercall.core.references import new_reference
from aftercall.publication.states import PublicationState
from aftercall.questionnaires.models import InstrumentVersion


class Layout(models.TextChoices):
    """How many questions are on a screen."""

    QUESTION = "question", "One question on a screen"
    SECTION = "section", "One section on a screen"


class WhoCanAnswer(models.TextChoices):
    """Who can answer."""

    ANYONE = "anyone", "Anyone"
    INVITED = "invited", "Only people at addresses that we draw at random"
    BOTH = "both", "Anyone, and people at addresses that we draw at random, counted apart"


class Phase(models.TextChoices):
    """Where an approved consultation is in time, as the public sees it."""

    COMING = "coming", _("Opening soon")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Consultation(models.Model):
    """One consultation. Answers are accepted from the first moment of `opens_on` to the last of `closes_on`.

    asked_by: the organisation that asks. decides: who will decide, and on what. return_address: where paper forms go.
    areas: pairs of an area's code and name, of which people can say where they live. margins: people in the population
    by characteristic and category, for weights; empty without. months_kept: for how long the answers are kept after
    closing.
    """

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    asked_by = models.CharField(max_length=100)
    summary = models.TextField()
    why = models.TextField()
    decides = models.TextField()
    opens_on = models.DateField()
    closes_on = models.DateField()
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.QUESTION)
    entry = models.CharField(max_length=10, choices=WhoCanAnswer, default=WhoCanAnswer.ANYONE)
    return_address = models.TextField()
    areas = models.JSONField(default=list)
    margins = models.JSONField(default=dict)
    months_kept = models.PositiveSmallIntegerField(default=12)
    state = models.CharField(max_length=10, choices=ConsultationState, default=ConsultationState.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The seed of the draw of addresses, made with the approval, which commits to it.
    seed = models.BinaryField(default=b"")
    # Why it was last sent back; empty if it was not.
    sent_back = models.TextField(blank=True)
    # When floods were last looked for.
    checked_at = models.DateTimeField(null=True)
    erased_on = models.DateField(null=True)

    class Meta:
        ordering = ["-opens_on", "title"]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """How the audit log names this consultation."""
        return f"consultation:{self.pk}"

    @property
    def listed_areas(self) -> tuple[Area, ...]:
        """The areas that people can say they live in."""
        return tuple(Area(code, name) for code, name in self.areas)

    @property
    def is_public(self) -> bool:
        """Whether it is shown on the site."""
        return self.state in {ConsultationState.APPROVED, ConsultationState.CLOSED}

    def phase(self, today: date) -> Phase:
        """Where it is in time on a day."""
        if today < self.opens_on:
            return Phase.COMING
        is_over = self.state == ConsultationState.CLOSED or today > self.closes_on
        return Phase.CLOSED if is_over else Phase.OPEN

    def accepts_answers(self, today: date) -> bool:
        """Whether people can answer on a day."""
        return self.state == ConsultationState.APPROVED and self.phase(today) is Phase.OPEN


class SupportingDocument(models.Model):
    """A PDF file that people need to answer. digest: its SHA-256."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class EventQuerySet(models.QuerySet["Event"]):
    """Events."""

    def public(self) -> Self:
        """Those that two people have agreed on."""
        return self.exclude(approved_by=None)


class Event(models.Model):
    """A meeting or another occasion to find out more or to answer. approved_by: another person who approved it, with
    the consultation or separately; until then it is not public."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="events")
    title = models.CharField(max_length=120)
    on = models.DateField()
    when = models.CharField(max_length=60, blank=True)
    where = models.CharField(max_length=300)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return self.title


class Principle(models.TextChoices):
    """The Gunning principles: R v Brent London Borough Council, ex parte Gunning (1985) 84 LGR 168, confirmed by the
    Supreme Court in R (Moseley) v Haringey London Borough Council [2014] UKSC 56."""

    FORMATIVE = "formative", "The proposal is still at a formative stage"
    INFORMATION = "information", "People have sufficient information to consider it and respond"
    TIME = "time", "People have adequate time to consider it and respond"
    TAKEN_INTO_ACCOUNT = "taken_into_account", "What people said is conscientiously taken into account"


class PrincipleEntry(AppendOnlyModel):
    """What shows that a principle was kept. statement: how; evidence: where it can be seen."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="principle_entries")
    principle = models.CharField(max_length=20, choices=Principle)
    statement = models.TextField()
    evidence = models.TextField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "entry of evidence"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.get_principle_display()


class AnswerRing(models.Model):
    """A ring of keys for answers. used: how many of its slots have been given to somebody."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="rings")
    name = models.CharField(max_length=60, unique=True)
    used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Channel(models.TextChoices):
    """How a person came to answer. The two are never mixed without saying so."""

    OPEN = "open", "Chose to take part"
    INVITED = "invited", "Drawn at random"


class ResponseMode(models.TextChoices):
    """How the answers reached us."""

    WEB = "web", "On the web"
    PAPER = "paper", "On paper"


class ResponseState(models.TextChoices):
    """Only submitted answers count."""

    STARTED = "started", "Not submitted"
    SUBMITTED = "submitted", "Submitted"
    DELETED = "deleted", "Deleted by the person"


class Response(models.Model):
    """One person's answers.

    reference: the receipt. link_digest: keyed digest of the private link, null for paper. Each person has two keys:
    one for their answers, one for what they say about themselves, so that this can be deleted alone. sealed_draft: what
    was entered since it was last submitted, which opens only with the link and the key together; the other two: what
    counts.
    """

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="responses")
    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    link_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - several can have none
    ring = models.CharField(max_length=60)
    slot = models.PositiveIntegerField()
    about_ring = models.CharField(max_length=60)
    about_slot = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ResponseState, default=ResponseState.STARTED)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.OPEN)
    mode = models.CharField(max_length=10, choices=ResponseMode, default=ResponseMode.WEB)
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    sealed_draft = models.BinaryField(default=b"")
    sealed_answers = models.BinaryField(default=b"")
    sealed_about = models.BinaryField(default=b"")

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["consultation", "state"])]

    def __str__(self) -> str:
        return f"answers {self.reference}"


class Sign(models.TextChoices):
    """The sign that answers were not given by one person each (methods.floods)."""

    COPIED_TEXT = "copied_text", "The same words as many others"
    SAME_ANSWERS = "same_answers", "The same answers as many others within minutes"
    TOO_FAST = "too_fast", "Many answers within minutes, faster than anybody reads"


class Flag(models.Model):
    """Answers that look like part of a flood. They are marked, never deleted. group: those that belong together."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="flag")
    sign = models.CharField(max_length=20, choices=Sign)
    group = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.get_sign_display()} ({self.group})"


class Rule(models.TextChoices):
    """Why a text is not shown. The moderation policy lists them."""

    PERSONAL = "personal", _("It names a person or could identify one")
    ABUSE = "abuse", _("It is abusive, hateful or threatening")
    UNLAWFUL = "unlawful", _("Publishing it could be unlawful, such as contempt of court or defamation")
    CRIME_REPORT = "crime_report", _("It reports a crime, which the police must deal with")
    ADVERTISING = "advertising", _("It advertises something")
    COPY = "copy", _("It was sent many times; we show it once")


class ModerationQuerySet(models.QuerySet["Moderation"]):
    """Decisions about texts."""

    def in_force(self) -> Self:
        """Those that nobody has reopened."""
        return self.filter(reopened_at=None)


class Moderation(models.Model):
    """What was decided about one text. rule: why it is not shown; empty if it is. text: what is shown, perhaps with
    words taken out; edited says so. reopened_at: when the text was put back for another decision."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="moderations")
    response = models.ForeignKey(Response, null=True, on_delete=models.SET_NULL, related_name="moderations")
    question = models.CharField(max_length=60)
    rule = models.CharField(max_length=20, choices=Rule, blank=True)
    text = models.TextField(blank=True)
    edited = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reopened_at = models.DateTimeField(null=True)

    objects = ModerationQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                condition=models.Q(reopened_at=None),
                name="one_decision_per_response_and_question",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.get_rule_display() if self.rule else 'shown'}"


# The field under which the decision, and how answers were taken into account, is released.
OUTCOME = "outcome"
# What is released about who took part.
PEOPLE = "people"


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Parts of results."""

    def current(self) -> Self:
        """Those that are or can become public."""
        return self.exclude(state=PublicationState.WITHDRAWN)


class Release(models.Model):
    """One field of the results: a question, who took part, or the outcome. It moves through the states of
    publication.states. content: what will be shown, frozen when it was prepared; once it is withdrawn, only its name. A
    withdrawn part is kept, and another can be prepared in its place."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="releases")
    field = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=PublicationState, default=PublicationState.DRAFT)
    content: Any = models.JSONField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    publish_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    # Null for those withdrawn before this was recorded.
    withdrawn_at = models.DateTimeField(null=True)
    # Why it was refused, taken back or withdrawn.
    reason = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "field"],
                condition=~models.Q(state=PublicationState.WITHDRAWN),
                name="one_release_per_field",
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.consultation}"


class PaperEntry(models.Model):
    """A paper form that one person has typed in, until another has typed it in again. number: as written on the form.
    Both typings are sealed with the keys that the answers will have."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="paper_entries")
    number = models.CharField(max_length=20)
    ring = models.CharField(max_length=60)
    slot = models.PositiveIntegerField()
    sealed = models.BinaryField()
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="one_entry_per_paper_form")]

    def __str__(self) -> str:
        return f"paper form {self.number}"


class PaperForm(models.Model):
    """A paper form whose answers count. typed_by: both people who typed it in. different: how many answers they had
    typed differently."""

    response = models.OneToOneField(Response, on_delete=models.CASCADE, related_name="paper")
    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="paper_forms")
    number = models.CharField(max_length=20)
    first_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    different = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["consultation", "number"], name="one_answer_per_paper_form")]

    def __str__(self) -> str:
        return f"paper form {self.number}"


class AddressSample(models.Model):
    """Addresses drawn at random from a list. certificate: what anybody needs to verify the draw. sealed: the drawn
    addresses, encrypted with a key that is destroyed when the consultation is closed."""

    consultation = models.OneToOneField(Consultation, on_delete=models.CASCADE, related_name="sample")
    certificate: Any = models.JSONField()
    ring = models.CharField(max_length=60)
    slot = models.PositiveIntegerField()
    sealed = models.BinaryField(default=b"")
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"addresses for {self.consultation}"


class Invitation(models.Model):
    """A code that one household can use once. Nothing leads from it to the answers, or from the answers to it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"invitation {self.pk}"
