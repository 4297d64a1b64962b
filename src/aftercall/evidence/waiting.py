"""Files that a second researcher must decide about, and returns that have been sent to the inspectorate."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import day
from aftercall.evidence import operations, presenters, queries
from aftercall.evidence.models import ControlledFile, FileKind
from aftercall.evidence.policies import is_another_person

SHOWN_RETURNS = 5


def files_to_decide(_: datetime, user: User) -> Iterator[HomeItem]:
    """Returns and exports that a colleague requested."""
    for file in queries.waiting():
        if is_another_person(file, user):
            yield _item("Approve or refuse", file)


def files_of_others(_: datetime, user: User) -> Iterator[HomeItem]:
    """Returns and exports of the user that another person must decide about."""
    for file in queries.waiting():
        if not is_another_person(file, user):
            yield _item("Waiting for another person’s approval", file)


def files_to_replace(at: datetime, _: User) -> Iterator[HomeItem]:
    """Superseded returns without a replacement, and superseded exports whose recipient must be told."""
    for file in queries.to_replace(timezone.localdate(at)):
        words = "Send another evidence return" if file.kind == FileKind.RETURN else "Have an export erased"
        page = reverse("evidence:file", args=[file.reference])
        yield HomeItem(f"{words}: {file.publication.title}", page, presenters.superseded_words(file))


def files_held_back(*_: object) -> Iterator[HomeItem]:
    """Released files that nobody may use for now; their recipients must be told (Article 19)."""
    for file in queries.held_back():
        page = reverse("evidence:file", args=[file.reference])
        who = "the inspectorate" if file.kind == FileKind.RETURN else file.recipient
        words = f"Tell {who} not to use a file for now: {file.publication.title}"
        yield HomeItem(words, page, f"{operations.HELD_BACK}.")


def _item(words: str, file: ControlledFile) -> HomeItem:
    kind = str(FileKind(file.kind).label)
    what = f"{kind[0].lower()}{kind[1:]} of {file.publication.title}"
    return HomeItem(
        f"{words}: {what}",
        reverse("evidence:file", args=[file.reference]),
        f"Requested on {day(file.requested_at)}.",
    )


def _what(file: ControlledFile) -> str:
    """What can be done with a return."""
    if file.superseded_at:
        return "Superseded since."
    return "Every figure can be computed again." if file.microdata else "Tables without microdata."


def returns_sent(*_: object) -> Iterator[HomeItem]:
    """The last returns, or an item that says there are none yet."""
    found = list(queries.sent()[:SHOWN_RETURNS])
    for file in found:
        if file.decided_at:
            yield HomeItem(
                f"Evidence return: {file.publication.title}",
                reverse("evidence:sent_file", args=[file.reference]),
                f"Sent on {day(file.decided_at)}. {_what(file)}",
            )
    if not found:
        yield HomeItem(
            "No evidence return has been sent to the Inspectorate yet",
            reverse("evidence:sent"),
            "Meanwhile, you can read the published results and verify a sample.",
        )
