"""Who may do what with texts, and when."""

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.verbatims.models import Quotation, Verbatim

AT_AGENCY = (Role.FIELD_MANAGER, Role.INTERVIEWER)


def require_agency(user: User) -> None:
    """Refused to anyone but the agency's people; interviewers must have signed the confidentiality agreement."""
    if user.role not in AT_AGENCY:
        raise Refused("Only the agency reads what people said in their own words")
    if user.role == Role.INTERVIEWER and not has_signed(user):
        raise Refused("Sign the confidentiality agreement before you read what people said")


def require_lease(text: Verbatim, coder: User) -> None:
    """Refused unless this person has taken the text and nobody else since."""
    if text.leased_to_id != coder.pk:
        raise Refused("Someone else has this text now, so nothing was saved. Take the next one")


def require_other_person(user: User, *before: int | None) -> None:
    """Refused to those who have decided about it before."""
    if user.pk in before:
        raise Refused("Another person must do this, because you have already decided about it")


def deciders(quotation: Quotation) -> tuple[int | None, ...]:
    """Those who redacted a quotation and confirmed it."""
    return quotation.redacted_by_id, quotation.confirmed_by_id


def text_of(quotation: Quotation) -> Verbatim:
    """The text of a quotation that has not been published."""
    if quotation.verbatim is None:
        raise Refused("This quotation has been published")
    return quotation.verbatim
