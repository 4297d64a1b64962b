"""Charts as SVG: figures in, text out. Pure."""
