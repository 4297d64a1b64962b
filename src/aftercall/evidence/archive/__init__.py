"""The file of an evidence return, and how it is verified. No database and no Django settings: a recipient can read and
run this with nothing but the file.

`names` says what is in the file; `sealing` lists and signs it; `published` reads what was published; `recomputing`
computes it again from the enclosed microdata; `tables` says what CSV and ODS must show; `reading` reads them back;
`verify` puts it together.
"""
