"""The researcher's pages of waves, and the public page that verifies a certificate."""
