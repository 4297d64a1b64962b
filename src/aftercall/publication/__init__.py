"""Disclosure check, sign-off, the published statement and the pages that show it."""
