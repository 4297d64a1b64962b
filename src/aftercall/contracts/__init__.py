"""Data processing contracts with the agencies: without one in force, no sample is released."""
