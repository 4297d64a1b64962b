"""Feedback on the public site, how often its pages are read, and how it presents the force."""

from django.db import models


class Feedback(models.Model):
    """What someone wrote about the site. page: the address of the page from which they came; empty if not known."""

    text = models.TextField()
    page = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"feedback {self.pk}"


class PageCount(models.Model):
    """How often a page was read on a day, in a language, by those who let us count it."""

    day = models.DateField()
    view = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "view", "language"], name="one_count_a_day")]

    def __str__(self) -> str:
        return f"{self.view} in {self.language} on {self.day}"


class SiteSettings(models.Model):
    """How the public site presents the force, as one administrator saved it; the last row applies. colour: of the
    header, as #rrggbb. links: lines of an address and a text."""

    name = models.CharField(max_length=60)
    colour = models.CharField(max_length=7)
    links = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"settings {self.pk}"
