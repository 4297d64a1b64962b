"""Requests to opt out on the public site, as the data protection officer sees them. They stop all calls at once; what
happens later is the destruction of the person's contact details."""
