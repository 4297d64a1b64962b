"""What can be done with a consultation. Each is one transaction and, but for drafts of answers, one audit entry."""
