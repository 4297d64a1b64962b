"""The forms of each step of making a mapping."""
