"""A question on a screen, what was entered, and what to do next: for interviewers, test mode, and people who fill in a
questionnaire themselves."""
