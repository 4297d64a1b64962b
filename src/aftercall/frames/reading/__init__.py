"""Read extract files into one table of records, each with the file and row that it came from."""
