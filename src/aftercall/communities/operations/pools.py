"""The pool of a draw, for whoever verifies it."""

import io
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.communities.models import FocusGroup
from aftercall.communities.operations.groups import drawn_pool
from aftercall.core import audit
from aftercall.csv_files import write_rows


@transaction.atomic
def pool_file(*, group: FocusGroup, actor: User, at: datetime) -> str:
    """The pool as CSV: references, numbered households, and values, without anything else about a person. Empty if
    there is none, or it has been erased. The audit log records it."""
    people = drawn_pool(group)
    if not people:
        return ""
    features = list(people[0].values)
    rows = [["reference", "household", *features]]
    rows += [[one.reference, one.household, *(one.values[name] for name in features)] for one in people]
    file = io.StringIO(newline="")
    write_rows(file, rows)
    details = {"people": len(people)}
    audit.record(actor=actor, action="focus_group.pool_saved", subject=group.subject, at=at, details=details)
    return file.getvalue()
