"""What items, breakdowns, priorities and small figures are called, the whole experience first."""

from aftercall.methods.drivers import Priority
from aftercall.methods.small_sample import Reliability

WHOLE = "whole"

ITEM_NAMES = {
    WHOLE: "The whole experience",
    "contact": "Ease of contact",
    "actions": "Actions taken",
    "treatment": "Treatment",
    "informed": "Being kept informed",
}

BREAKDOWN_NAMES = {
    "quarter": "When it was reported",
    "category": "What was reported",
    "area": "Where",
    "age_band": "Age",
    "sex": "Sex",
}

PRIORITY_WORDS = {
    Priority.BEGIN_HERE.value: "Begin here: matters more, does worse",
    Priority.KEEP_UP.value: "Keep it up: matters more, does better",
    Priority.LATER.value: "Later: matters less, does worse",
    Priority.LEAVE.value: "Leave as it is: matters less, does better",
}

# What stands beside a figure; nothing beside a sound one.
RELIABILITY_WORDS = {
    Reliability.SOUND.value: "",
    Reliability.CAUTION.value: "few answers, read with caution",
    Reliability.UNRELIABLE.value: "too few answers to rely on",
}
