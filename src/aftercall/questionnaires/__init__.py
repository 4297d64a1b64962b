"""Stored, versioned instruments: one document per version, kept as long as the answers given to it."""
