"""The release of a sample to the agency and the return from it. Each case is encrypted with its own key."""
