"""Describe an extract in a force's own layout without showing anybody's details, so that it can be mapped to ours."""
