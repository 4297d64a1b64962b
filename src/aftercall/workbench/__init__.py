"""Figures explored by researchers: crossed, charted, compared, each with its provenance."""
