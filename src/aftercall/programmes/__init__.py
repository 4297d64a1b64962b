"""Programmes, their monthly waves, extract loads, samples."""
