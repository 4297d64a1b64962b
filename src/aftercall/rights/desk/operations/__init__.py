"""Everything that changes a request. Each operation is one function, one transaction and one audit entry."""

from aftercall.rights.desk.operations.carrying_out import erase, lift, object_for, restrict, withdraw
from aftercall.rights.desk.operations.disclosing import find_person, look_up, make_copy
from aftercall.rights.desk.operations.forgetting import erase_old_requests
from aftercall.rights.desk.operations.progress import acknowledge, add_note, close, extend, pause, resume
from aftercall.rights.desk.operations.receiving import change_details, look_at, receive_complaint, receive_request
from aftercall.rights.desk.operations.rectifying import rectify
from aftercall.rights.desk.operations.writing import write_letter

__all__ = [
    "acknowledge",
    "add_note",
    "change_details",
    "close",
    "erase",
    "erase_old_requests",
    "extend",
    "find_person",
    "lift",
    "look_at",
    "look_up",
    "make_copy",
    "object_for",
    "pause",
    "receive_complaint",
    "receive_request",
    "rectify",
    "restrict",
    "resume",
    "withdraw",
    "write_letter",
]
