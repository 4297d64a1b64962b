"""The pages of the audit log: search, filters, and one entry in full."""
