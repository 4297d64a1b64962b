"""Hearing all communities: representativeness, coverage plan, focus groups, engagement."""
