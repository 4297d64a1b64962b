"""Runs the methods on returned answers and stores every figure with its provenance."""
