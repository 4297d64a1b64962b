"""Questionnaires as data: questions, routing, checks, scripts and measures. Pure: answers in, the next question out."""
