"""Counts of the population: tables that are shipped, and tables that a researcher loaded."""
