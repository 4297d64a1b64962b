"""What the force released to the agency, and what the agency returned."""

from collections import Counter

from django.conf import settings
from django.db import models

from aftercall.programmes.models import Wave
from aftercall.questionnaires.models import InstrumentVersion


def answers_ring(ring: str) -> str:
    """The release's second ring, whose keys encrypt answers and whose they are; ring: that of its contact details."""
    return f"answers-{ring.removeprefix('release-')}"


def release_ring(ring: str) -> str:
    """The first ring of the release that has this one as its first or second."""
    return f"release-{ring.removeprefix('answers-')}" if ring.startswith("answers-") else ring


class Release(models.Model):
    """The release of a wave's sample to the agency: the number of cases, their fields, the version of the instrument
    to use, and the digest of the released cases."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="release")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="releases")
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    # The name of the key ring of the contact details, which has one slot per case. `answers_ring` has as many.
    ring = models.CharField(max_length=40, unique=True)
    case_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"release of {self.wave_id}"

    @property
    def withheld_counts(self) -> dict[str, int]:
        """How many sampled people were withheld, by reason in words."""
        counts = Counter(self.withheld.values_list("reason", flat=True))
        return {str(reason.label): counts[reason] for reason in WithheldReason if counts[reason]}


class ReleasedCase(models.Model):
    """One sampled person. The contact details are encrypted with the key in slot `key_slot` of the release's ring, and
    the id of the person with that of its answers ring (handover/answers.py).

    The cases of a release are in random order. When retention ends, everything that describes the person is emptied.
    """

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=20, unique=True)
    sealed_person = models.BinaryField()
    category = models.CharField(max_length=60)
    area = models.CharField(max_length=100)
    reported_on = models.DateField()
    # A copy of the release's ring, so that a case can be decrypted without reading its release.
    ring = models.CharField(max_length=40)
    key_slot = models.PositiveIntegerField()
    sealed_contact = models.BinaryField()
    # The modules of the questionnaire that the person is asked, encrypted like whom the case is about: they say more
    # about the crime than its category. Empty if the programme has none.
    sealed_modules = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "key_slot"], name="one_key_per_case")]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject(self) -> str:
        """How the audit log names this case."""
        return f"case:{self.reference}"


class WithheldReason(models.TextChoices):
    """Why a sampled person was not released."""

    OBJECTED = "objected", "objected after the extract was loaded"
    ALREADY_SURVEYED = "already_surveyed", "contacted for another wave in the meantime"


class WithheldPerson(models.Model):
    """A sampled person who was not released. The released cases and the withheld people together are the sample."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="withheld")
    person_id = models.CharField(max_length=64)
    reason = models.CharField(max_length=20, choices=WithheldReason)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["release", "person_id"], name="withheld_once")]

    def __str__(self) -> str:
        return f"withheld from {self.release_id}"


class Return(models.Model):
    """The agency's return of a wave: dispositions and answers by case reference, without contact details. `instrument`
    is the version that the answers were given to."""

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="returned")
    instrument = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="+")
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    case_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"return of {self.wave_id}"


class ReturnedCase(models.Model):
    """A case's final disposition (an AAPOR code), the number of attempts and, if there was an interview, its date and
    the answers, encrypted with the case's key of the release's answers ring."""

    returned = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="cases")
    case = models.OneToOneField(ReleasedCase, on_delete=models.PROTECT, related_name="returned_case")
    disposition = models.CharField(max_length=10)
    attempts = models.PositiveSmallIntegerField()
    interviewed_on = models.DateField(null=True)
    sealed_answers = models.BinaryField(default=b"")
    # The codes of what the person said in their own words, encrypted with the same key. Empty until they are returned.
    sealed_codes = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"return of {self.case_id}"


class CodeReturn(models.Model):
    """The codes that the agency gave to what was said in people's own words, returned after the answers.

    `document` is what they mean and how well the coders agreed, by question and code (handover/codes.py). It is about
    no single person, and is kept when retention ends.
    """

    wave = models.OneToOneField(Wave, on_delete=models.PROTECT, related_name="code_return")
    returned_at = models.DateTimeField()
    returned_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    text_count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"codes of {self.wave_id}"
