"""The interviewer's screens (calling, interviewing, outcomes) and the field manager's (monitoring)."""
