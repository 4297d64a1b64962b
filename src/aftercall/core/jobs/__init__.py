"""Scheduled jobs: when they are due, the worker that runs them, and the page that reports on them."""
