"""Programmes, their monthly waves, extract loads and samples."""
