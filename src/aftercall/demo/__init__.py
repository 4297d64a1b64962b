"""The main job, from nothing to published figures, on real crime records and synthetic people."""
