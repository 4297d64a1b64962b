"""What a call can come to: AAPOR's codes, what each means and what follows from it. Pure: no Django, no clock."""
