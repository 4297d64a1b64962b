"""What items and breakdowns are called, the whole experience first."""

ITEM_NAMES = {
    "whole": "The whole experience",
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
