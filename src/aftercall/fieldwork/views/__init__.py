"""The screens: calling, interviewing, outcomes, and the field manager's."""
