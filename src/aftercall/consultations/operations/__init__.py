"""What can be done with a consultation. Each is one transaction and, but for answers, one audit entry."""
