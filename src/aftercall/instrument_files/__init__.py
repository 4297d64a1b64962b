"""Questionnaires as files: XLSForm, SPSS, triple-s and CSV."""
