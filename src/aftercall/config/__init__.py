"""The rooms put together: settings, the table of who may open what, root URLs, the server."""
