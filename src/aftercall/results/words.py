"""What items, breakdowns and priorities are called, the whole experience first."""

from aftercall.methods.drivers import Priority

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
