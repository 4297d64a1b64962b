"""Improvement actions traced to published figures, their measured effects, and service recovery."""
