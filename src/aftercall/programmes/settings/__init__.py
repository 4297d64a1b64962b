"""A programme's settings: what there is to set, how each value is read and checked, and how it is stored."""
