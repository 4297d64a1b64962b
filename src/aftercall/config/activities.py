"""The table of what rooms above `accountability` do with people's data, for the officer's documents.

A room that encrypts something about people (`config.doctor.SEALED`) has a line here, or is among those that the
documents describe themselves; a test compares them.
"""

from collections.abc import Sequence

from aftercall.accountability.activities import ActivityReader
from aftercall.communities.processing import focus_groups
from aftercall.consultations.processing import consultations
from aftercall.evidence.processing import files_for_others
from aftercall.public.processing import feedback
from aftercall.web_door.processing import answers_on_the_web

ACTIVITIES: Sequence[ActivityReader] = (answers_on_the_web, consultations, focus_groups, files_for_others, feedback)
# Their people and details are those of the surveys, which the documents describe from the settings.
DESCRIBED_WITH_THE_SURVEYS = frozenset({"consents", "fieldwork", "handover", "programmes", "rights", "verbatims"})
# The secrets of staff.
OF_STAFF = frozenset({"accounts"})
