"""Reads of the audit log for its pages."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from aftercall.core.log_pages.words import USER
from aftercall.core.models import AuditEntry

# More words than this narrow a search no further.
_MOST_WORDS = 6
_SEARCHED = ("action", "subject", "actor", "role", "details_text")


def actions() -> list[str]:
    """The actions that occur in the log."""
    return list(AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct())


def entries(
    *,
    search: str = "",
    action: str = "",
    subject: str = "",
    actor: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
) -> QuerySet[AuditEntry]:
    """The entries that match every filter, newest first. Days are local and inclusive; empty filters are ignored."""
    equals = {"action": action, "subject": subject, "actor": actor}
    period = {"at__date__gte": first_day, "at__date__lte": last_day}
    filters = {name: value for name, value in (equals | period).items() if value}
    found = AuditEntry.objects.filter(**filters).order_by("-id")
    return _found(found, search.strip()) if search.strip() else found


def _found(entries: QuerySet[AuditEntry], search: str) -> QuerySet[AuditEntry]:
    """The entries by or about the people of this name, and those in which every word occurs."""
    people = _people_called(search)
    every_word = Q()
    for word in search.split()[:_MOST_WORDS]:
        every_word &= Q(*((f"{name}__icontains", word) for name in _SEARCHED), _connector=Q.OR)
    with_text = entries.annotate(details_text=Cast("details", TextField()))
    return with_text.filter(every_word | Q(actor__in=people) | Q(subject__in=people))


def _people_called(search: str) -> list[str]:
    people = get_user_model().objects.filter(Q(name__icontains=search) | Q(email__iexact=search))
    return [f"{USER}{key}" for key in people.values_list("pk", flat=True)]


def names_in(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """The names of the people who acted in these entries, or whom they are about, by user:number."""
    mentioned = {text for entry in entries for text in (entry.actor, entry.subject) if text.startswith(USER)}
    if not mentioned:
        return {}
    keys = [text.removeprefix(USER) for text in mentioned if text.removeprefix(USER).isdigit()]
    people = get_user_model().objects.filter(pk__in=keys).values_list("pk", "name")
    return {f"{USER}{key}": name for key, name in people}


def role_labels() -> dict[str, str]:
    """What each role is called."""
    return dict(get_user_model()._meta.get_field("role").flatchoices)  # noqa: SLF001 - Django's documented API


def neighbours(entry: AuditEntry) -> tuple[int | None, int | None]:
    """The numbers of the entries before and after this one."""
    others = AuditEntry.objects.values_list("pk", flat=True)
    return others.filter(pk__lt=entry.pk).last(), others.filter(pk__gt=entry.pk).first()
