"""The whole survey, from an empty database to published figures, on real crime records and synthetic people."""
