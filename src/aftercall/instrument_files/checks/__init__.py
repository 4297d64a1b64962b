"""Checks of a form that concern its method and its wording, not whether it can be read."""
