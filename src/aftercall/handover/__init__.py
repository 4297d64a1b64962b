"""Release to the agency and return from it: the fields of the data schedule, each case under its own key."""
