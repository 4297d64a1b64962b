"""Objections and the suppression list."""
