"""Who signed in and out, who could not, and what was refused: an audit entry each.

An entry never holds what somebody typed: an email address that no account has is recorded as an unknown one. Their
number is limited, so that nobody can fill the log. The server is a single process, so the counts are kept in memory.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.accounts.operations.joining import SIGN_IN_PAGE
from aftercall.core import audit

# Entries an hour about one account, one user, or all unknown accounts together. Much more than mistakes make.
MOST_FAILURES, MOST_REFUSALS, MOST_UNKNOWN = 60, 60, 200
_COUNTED_FOR = timedelta(hours=2)


@transaction.atomic
def record_sign_in(*, user: User, at: datetime) -> None:
    """Record that a user has signed in, with the second factor if they have one."""
    audit.record(actor=user, action="user.signed_in", subject=user.audit_name, at=at)


@transaction.atomic
def record_sign_out(*, user: User, at: datetime) -> None:
    """Record that a user has signed out."""
    audit.record(actor=user, action="user.signed_out", subject=user.audit_name, at=at)


@transaction.atomic
def record_failed_sign_in(*, email: str, step: str, at: datetime) -> None:
    """Record that somebody could not sign in with this email address, without the address. step: what was wrong, such
    as the password."""
    user = User.objects.filter(email=email.strip().lower()).first() if email else None
    if user:
        _record_limited(SIGN_IN_PAGE, "sign_in.failed", user.audit_name, {"step": step}, at, MOST_FAILURES)
    else:
        details = {"step": step, "account": "unknown"}
        _record_limited(SIGN_IN_PAGE, "sign_in.failed", "accounts", details, at, MOST_UNKNOWN)


@transaction.atomic
def record_refusal(*, user: User, page: str, at: datetime) -> None:
    """Record that a signed-in user was refused a page or a form. page: its name in the code, never its address."""
    _record_limited(user, "page.refused", user.audit_name, {"page": page}, at, MOST_REFUSALS)


def _record_limited(
    actor: audit.Actor, action: str, subject: str, details: dict[str, str], at: datetime, limit: int
) -> None:
    """Record it, unless this hour has as many entries already. The last one says that no more follow."""
    key = f"audit-{action}-{subject}-{at:%Y%m%d%H}"
    cache.add(key, 0, timeout=_COUNTED_FOR.total_seconds())
    count = cache.incr(key)
    if count < limit:
        audit.record(actor=actor, action=action, subject=subject, at=at, details=details)
    elif count == limit:
        more = details | {"further": "not recorded until the next hour"}
        audit.record(actor=actor, action=action, subject=subject, at=at, details=more)
