"""The record of data processing contracts."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from aftercall.contracts.clauses import CLAUSES
from aftercall.core.append_only import AppendOnlyModel
from aftercall.core.words import day


class ContractVersion(AppendOnlyModel):
    """One version of the contract with an agency. A change, an extension or an end is the next version.

    in_force_until: the last day, or empty if the contract runs until it is ended. types_of_data: the data schedule that
    the contract was recorded with.
    """

    agency_name = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=60, default="")
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True)
    types_of_data = models.JSONField()
    subject_matter = models.TextField()
    purpose = models.TextField()
    instructions = models.TextField()
    confidentiality = models.TextField()
    security = models.TextField()
    sub_processors = models.TextField(default="")
    assistance = models.TextField()
    deletion = models.TextField()
    audit = models.TextField()
    national_framework = models.TextField(default="")
    recorded_at = models.DateTimeField()
    # Empty if it was recorded without a person, as in the demo.
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "version of a contract"
        ordering = ["agency_name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["agency_name", "number"], name="one_contract_version_per_number"),
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="contract_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"contract with {self.agency_name}, version {self.number}"

    @property
    def subject(self) -> str:
        """How the audit log names this version."""
        return f"contract:{self.pk}"

    @property
    def clauses(self) -> dict[str, str]:
        """The texts of its clauses, by name."""
        return {clause.name: getattr(self, clause.name) for clause in CLAUSES}

    @property
    def duration(self) -> str:
        """From when to when it is in force, in words."""
        until = f"to {day(self.in_force_until)}" if self.in_force_until else "until it is ended"
        return f"From {day(self.in_force_from)} {until}"

    def covers(self, on: date) -> bool:
        """Whether a day is within its duration. A later version may have replaced it by then."""
        return self.in_force_from <= on and (self.in_force_until is None or on <= self.in_force_until)
