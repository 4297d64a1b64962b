"""Estimates from data and a design (D.toml): rows of figures (docs/estimate.md). No database, no Django."""
