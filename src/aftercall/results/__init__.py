"""Estimates figures from the returned answers and stores each with its provenance."""
