"""The officer's desk: people's requests about their data, each with its clock and its trail."""
