"""What the interviewer's screens and test mode share: a question on a screen, what was entered, and what to do next."""
