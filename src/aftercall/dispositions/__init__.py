"""Outcomes of calls: AAPOR's codes, what each means and what it does to the case. No Django and no clock."""
