"""The evidence return for the inspectorate, and exports of microdata for analysts."""
