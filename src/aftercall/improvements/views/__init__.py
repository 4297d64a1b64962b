"""The pages of actions, service recovery, the meeting pack and what the public reads."""
