"""Questionnaires as files: XLSForm in and out, SPSS, triple-s and CSV out. Bytes in, bytes out; no database."""
