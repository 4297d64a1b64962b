"""What can be done with a publication. Each step is one transaction, one audit entry and one event of its trail."""

from aftercall.publication.operations.drafts import discard, edit, prepare, use_analysis, write_again
from aftercall.publication.operations.publishing import publish_due, withdraw
from aftercall.publication.operations.sign_off import approve, check, refuse, take_back

__all__ = [
    "approve",
    "check",
    "discard",
    "edit",
    "prepare",
    "publish_due",
    "refuse",
    "take_back",
    "use_analysis",
    "withdraw",
    "write_again",
]
