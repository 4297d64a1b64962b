"""What people said in their own words: redacted, coded by two people and quoted with permission, at the agency."""
