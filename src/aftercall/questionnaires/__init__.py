"""Stored, versioned instruments: one document per version, kept for as long as answers are read through it."""
