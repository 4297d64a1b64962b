"""Estimates from a file: data and D.toml in, rows of figures out (docs/estimate.md). No database, no Django."""
