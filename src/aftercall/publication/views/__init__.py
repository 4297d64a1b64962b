"""The pages of the publication room: public and staff."""
