"""The words for a driver's priority, and for the reliability of a figure."""

from django.utils.translation import gettext_lazy as _

from aftercall.methods.drivers import Priority
from aftercall.methods.small_sample import Reliability

PRIORITY_WORDS = {
    Priority.BEGIN_HERE.value: "Begin here: matters more, does worse",
    Priority.KEEP_UP.value: "Keep it up: matters more, does better",
    Priority.LATER.value: "Later: matters less, does worse",
    Priority.LEAVE.value: "Leave as it is: matters less, does better",
}

# The warning beside a figure that is based on few people. A sound figure has none.
RELIABILITY_WORDS = {
    Reliability.SOUND.value: "",
    Reliability.CAUTION.value: _("few answers, read with caution"),
    Reliability.UNRELIABLE.value: _("too few answers to rely on"),
}
