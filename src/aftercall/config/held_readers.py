"""The table of what a person's copy of their data holds from the rooms above `rights`.

Every room that encrypts something (`config.doctor.SEALED`) is in one of these tables, and a test compares them: a room
above `rights` whose records lead to a person has a reader, and a line here says why another has none.
"""

from collections.abc import Mapping, Sequence

from aftercall.communities.held import focus_groups
from aftercall.evidence.held import files_given_out
from aftercall.improvements.recovery.held import recovery_requests
from aftercall.rights.desk.held_readers import HeldReader

READERS: Sequence[HeldReader] = (focus_groups, recovery_requests, files_given_out)
# The desk reads these itself (rights.desk.held).
READ_BY_THE_DESK = frozenset({"consents", "fieldwork", "handover", "programmes", "rights", "verbatims"})
LEADS_TO_NOBODY: Mapping[str, str] = {
    "accounts": "second factors are those of people who work here",
    "consultations": "answers open only to whoever has the private link, and the addresses drawn have no names",
}
