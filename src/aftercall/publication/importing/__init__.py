"""Figures of earlier years from another supplier: read from a file, checked, imported and removed."""
