"""Publishes analyses: the disclosure check, sign-off, and the statements and pages of results."""
