"""The pages of the audit trail: search, filters, and one entry in full."""
