"""Which records are of one person: profiles, the pairs worth a look, the evidence of each, and what they add up to."""
