"""Codebooks, the texts of a wave with what its coders decided, and quotations.

Texts are not copied: each stays where the interviewer saved it, encrypted with the key of the person's contact
details. What was decided about it is encrypted with a key of the same case. Both go when retention ends.
"""

from django.conf import settings
from django.db import models

from aftercall.core.append_only import AppendOnlyModel
from aftercall.core.references import new_reference
from aftercall.fieldwork.models import Interview
from aftercall.programmes.models import Programme, Wave


class CodebookVersion(AppendOnlyModel):
    """A version of a programme's codebook, which never changes. document: its codes (codebook.py)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="codebooks")
    number = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()

    class Meta:
        ordering = ["programme_id", "number"]
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="one_codebook_per_number")]

    def __str__(self) -> str:
        return f"codebook {self.number} of {self.programme_id}"


class CodebookDraft(models.Model):
    """Changes to a programme's codebook that nobody has confirmed yet."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="codebook_draft")
    document = models.JSONField()

    def __str__(self) -> str:
        return f"codebook draft of {self.programme_id}"


class CodingRound(models.Model):
    """The coding of one wave, with one version of the codebook from beginning to end."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="coding")
    codebook = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="rounds")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"coding of {self.wave_id}"


class TextState(models.TextChoices):
    """The state of a text: coded by two people who do not see each other's codes, then settled by both of them
    together or by a third person if they differ."""

    TO_CODE = "to_code", "To code"
    TO_SETTLE = "to_settle", "Differences to settle"
    SETTLED = "settled", "Settled"
    GONE = "gone", "Erased before it was settled"


class Verbatim(models.Model):
    """One answer in a person's own words, to be coded.

    sealed_question: which question it answers. sealed_codes: the codes once they are settled. Both are encrypted with
    the case's key of its answers. place: random, so that the order says nothing. leased_to works on it until
    leased_until. settled_by: who settled a difference; settled_with: the other of the two coders, if both settled it.
    While it is still to settle, settled_by is the coder who has proposed the codes, which the other must agree to.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    coding = models.ForeignKey(CodingRound, on_delete=models.CASCADE, related_name="texts")
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="verbatims")
    place = models.PositiveIntegerField()
    sealed_question = models.BinaryField()
    state = models.CharField(max_length=10, choices=TextState, default=TextState.TO_CODE)
    sealed_codes = models.BinaryField(default=b"")
    leased_to = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    leased_until = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    settled_with = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place"]
        indexes = [models.Index(fields=["coding", "state", "place"], name="texts_to_code")]

    def __str__(self) -> str:
        return f"text {self.reference}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this text."""
        return f"text:{self.reference}"


class Coding(models.Model):
    """The codes that one person gave to a text, encrypted with the case's key of its answers."""

    verbatim = models.ForeignKey(Verbatim, on_delete=models.CASCADE, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sealed_codes = models.BinaryField()
    coded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["verbatim", "coder"], name="coded_once_by_each")]

    def __str__(self) -> str:
        return f"coding of {self.verbatim_id}"


class QuotationState(models.TextChoices):
    """The state of a quotation: four people decide before it may be published."""

    TO_REDACT = "to_redact", "To redact"
    TO_CONFIRM = "to_confirm", "Redaction to confirm"
    AT_AGENCY = "at_agency", "For the agency to release"
    AT_FORCE = "at_force", "For the force to release"
    RELEASED = "released", "Released"
    PUBLISHED = "published", "Published"
    REFUSED = "refused", "Not to be used"
    WITHDRAWN = "withdrawn", "Withdrawn by the person"


class Quotation(models.Model):
    """A text of someone who agreed to be quoted, on its way into a publication.

    Until it is published its words are those of the text, under the case's key; sealed_spans: what was redacted, with
    the same key. `words` is the redacted text once it is published: then nothing leads back to the person, and an
    unpublished quotation is deleted with the text that it is of. group: who said it, in broad terms.
    """

    reference = models.CharField(max_length=10, unique=True, default=new_reference)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="quotations")
    verbatim = models.OneToOneField(Verbatim, null=True, on_delete=models.CASCADE, related_name="quotation")
    state = models.CharField(max_length=10, choices=QuotationState, default=QuotationState.TO_REDACT)
    group = models.CharField(max_length=100)
    question = models.TextField(blank=True)
    sealed_spans = models.BinaryField(default=b"")
    redacted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    agency_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    force_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    published_on = models.DateField(null=True)

    class Meta:
        ordering = ["reference"]

    def __str__(self) -> str:
        return f"quotation {self.reference}"

    @property
    def subject(self) -> str:
        """How the audit log refers to this quotation."""
        return f"quotation:{self.reference}"
