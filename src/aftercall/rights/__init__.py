"""The data protection officer's desk. So far: ending retention when it is due."""
