"""Public consultations: open surveys on the site and on paper."""
