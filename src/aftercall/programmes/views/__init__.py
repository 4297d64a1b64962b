"""The researcher's pages of waves, and the page on which anybody verifies a certificate."""
