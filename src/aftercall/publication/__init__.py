"""The disclosure check, sign-off, and the published statements and pages."""
