"""The data protection officer's desk: opting out, and ending retention when it is due."""
