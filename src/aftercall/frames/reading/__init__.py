"""Extract files into one table of text, with the file and row that each record came from."""
