"""The rooms combined into one site: settings, the URL policy, root URLs and the server."""
