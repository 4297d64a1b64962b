"""Fieldwork: cases, queue, calls, appointments, interviews, progress."""
