"""Aftercall: a police force's victim satisfaction survey and public consultation programme."""

__version__ = "0.1.0"
