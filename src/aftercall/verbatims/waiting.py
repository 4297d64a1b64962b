"""What people said that must be coded, redacted or released."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, month
from aftercall.verbatims import queries
from aftercall.verbatims.models import QuotationState, TextState


def texts_to_code(at: datetime, coder: User) -> Iterator[HomeItem]:
    """How many texts this person can code or settle. Nothing until an interviewer has signed the agreement."""
    if coder.role == Role.INTERVIEWER and not has_signed(coder):
        return
    if to_code := queries.texts_for(coder, at).count():
        yield HomeItem(
            f"Code {counted(to_code, 'text')}",
            reverse("verbatims:coding"),
            "What people said in their own words. Two people code each text.",
        )
    if to_settle := queries.texts_for(coder, at, TextState.TO_SETTLE).count():
        yield HomeItem(
            f"Settle the codes of {counted(to_settle, 'text')}",
            reverse("verbatims:coding"),
            "Two people have coded them differently. The two settle them together, or a third person does.",
        )


def quotations_to_redact(_at: datetime, coder: User) -> Iterator[HomeItem]:
    """How many quotations must be redacted or confirmed."""
    to_redact = queries.quotations(QuotationState.TO_REDACT).count()
    to_confirm = queries.quotations(QuotationState.TO_CONFIRM).exclude(redacted_by=coder).count()
    if waiting := to_redact + to_confirm:
        yield HomeItem(f"Redact or confirm {counted(waiting, 'quotation')}", reverse("verbatims:coding"))


def codes_to_return(*_: object) -> Iterator[HomeItem]:
    """Waves whose texts are all settled, or that have none."""
    for coding in queries.rounds():
        settled = not (getattr(coding, TextState.TO_CODE) or getattr(coding, TextState.TO_SETTLE))
        if settled and not hasattr(coding.wave, "code_return"):
            yield HomeItem(
                f"Return the codes of {month(coding.wave.month)}",
                reverse("verbatims:round", args=[coding.pk]),
                "Every text of it has been settled.",
            )


def quotations_to_release(_at: datetime, user: User) -> Iterator[HomeItem]:
    """How many quotations this side must release or refuse."""
    state = QuotationState.AT_FORCE if user.role == Role.RESEARCHER else QuotationState.AT_AGENCY
    if waiting := queries.quotations(state).count():
        yield HomeItem(
            f"Release or refuse {counted(waiting, 'quotation')}",
            reverse("verbatims:quotations"),
            "Of people who agreed to be quoted.",
        )


def quotations_page(*_: object) -> Iterator[HomeItem]:
    """A link to all quotations, for which the header has no room."""
    yield HomeItem(
        "Quotations", reverse("verbatims:quotations"), "Those that are waiting, and those that were released."
    )
