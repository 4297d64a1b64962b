"""An export of microdata for analysts: the people interviewed with their weights and design, as CSV, Parquet and SPSS,
with a codebook, and snippets in Python and R that print the published figures."""
