"""The pages of the officer's desk."""

from aftercall.rights.desk.views.carrying_out import carry_out, lift
from aftercall.rights.desk.views.held import copy, find, held
from aftercall.rights.desk.views.letters import acknowledge, letter
from aftercall.rights.desk.views.progress import close, extend, note, pause, resume
from aftercall.rights.desk.views.requests import change_details, closed, new, one, requests

__all__ = [
    "acknowledge",
    "carry_out",
    "change_details",
    "close",
    "closed",
    "copy",
    "extend",
    "find",
    "held",
    "letter",
    "lift",
    "new",
    "note",
    "one",
    "pause",
    "requests",
    "resume",
]
