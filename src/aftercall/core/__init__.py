"""What every room stands on: audit log, key vault, clock, errors, page components."""
