"""Panels drawn by sortition: files, certificate, verification. No Django, so that a stranger can verify a panel."""
