"""The researcher's pages of mappings."""
