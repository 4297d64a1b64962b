"""The pack for a meeting: published figures, trends, areas and actions, as slides and as a PDF."""
