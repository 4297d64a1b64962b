"""The language of conditions and calculations: the part of XPath 1.0 that XLSForm uses."""
