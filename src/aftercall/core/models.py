"""The tables of the audit log, of keys that must be destroyed, of the journal, of installed versions and of scheduled
jobs."""

from django.db import models


class AuditEntry(models.Model):
    """One action: who did what, and to what. Triggers prevent an entry from being changed, deleted or put in between,
    and a saved head of the log reveals it.

    Numbers have no gaps: `core.audit` gives them. The leaf hash is RFC 6962's: SHA-256 over a zero byte and the entry's
    canonical JSON. `mac` authenticates number and leaf hash with a key that is not in the database.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=60)
    role = models.CharField(max_length=30)
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=80)
    details = models.JSONField(default=dict)
    leaf_hash = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["action"]), models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.id} {self.action} {self.subject}"


class KeyTombstone(models.Model):
    """A key that must be destroyed: one slot of a ring, or the whole ring where `slot` is null.

    It is committed before the key is destroyed, so that an interrupted destruction is completed later.
    """

    ring = models.CharField(max_length=80)
    slot = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(destroyed_at__isnull=True), name="tombstone_pending")]

    def __str__(self) -> str:
        return f"tombstone {self.pk}"


class JournalEntry(models.Model):
    """An entry of the journal (see journal.py). Kept until it is in the journal's file; the last one stays."""

    number = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=30)
    payload = models.JSONField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"journal entry {self.number}"


class InstalledVersion(models.Model):
    """A version of the program that has set up this database."""

    version = models.CharField(max_length=30, unique=True)
    installed_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.version


class RunState(models.TextChoices):
    """The state of a scheduled run."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class ScheduledRun(models.Model):
    """The run of one job that was due at one time (its slot), and its outcome. No slot of a job can have two runs.

    A failure is stored as the exception's class and place, because its text could quote personal data.
    """

    job = models.CharField(max_length=40)
    slot = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    task_id = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    changed = models.PositiveIntegerField(null=True)
    fault_kind = models.CharField(max_length=100, default="")
    fault_place = models.CharField(max_length=200, default="")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["job", "slot"], name="one_run_per_slot")]

    def __str__(self) -> str:
        return f"{self.job} {self.slot}"
