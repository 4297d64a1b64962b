"""Questionnaires as files: XLSForm in and out. Bytes in, a document with findings out; no database."""
