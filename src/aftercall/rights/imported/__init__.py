"""Importing a force's own list of people who have asked not to be surveyed."""
