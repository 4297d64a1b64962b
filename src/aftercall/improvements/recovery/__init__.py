"""Requests of people who agreed that the force contacts them about what went wrong."""
