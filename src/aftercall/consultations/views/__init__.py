"""The pages of consultations: for the public, for those who answer, and for staff."""
