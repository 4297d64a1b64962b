"""Questionnaires as data: their questions, routing, checks and scripts. Pure: answers in, the next question out."""
