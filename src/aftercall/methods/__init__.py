"""Sampling, weighting, estimation, intervals, outcome rates and disclosure control. Pure: arrays in, figures out."""
