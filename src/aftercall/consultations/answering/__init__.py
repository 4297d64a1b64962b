"""Answering a consultation on the web: which screen comes next, what it shows, and what was entered on it."""
