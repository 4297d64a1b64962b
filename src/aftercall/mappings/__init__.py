"""A mapping of a force's own layout to ours, made in the site: from an example extract to the programme's setting."""
