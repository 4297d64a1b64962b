"""The files of a publication: open data, spreadsheets, a document to print, and the feed of all publications.

`content` gathers what a publication shows; the others turn that into files and never ask the database.
"""
