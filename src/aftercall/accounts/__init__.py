"""Users, their roles and their confidentiality agreements."""
