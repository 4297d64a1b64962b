"""What every room builds on: audit log, key vault, jobs, clock, errors, page components."""
