"""What is in the file of a return, by path."""

MANIFEST = "manifest.json"
LINES = "lines.json"
FIGURES = "figures.json"
INDEX = "index.json"
INDEX_TABLE = "index.csv"
GUIDE = "evidence.pdf"
README = "README.txt"
IMPORTED_TABLE = "imported.csv"
PUBLICATION = "publication/"
MICRODATA = "microdata/"
SAMPLES = "certificates/sample-"
ERASURES = "certificates/erasure-"
# Files with a digest for each line, so that a difference can be located.
TEXT_ENDINGS = (".csv", ".json", ".toml", ".txt")


def microdata(analysis: str) -> str:
    """The microdata of an analysis."""
    return f"{MICRODATA}{analysis}.csv"


def design(analysis: str) -> str:
    """The design of an analysis, as `aftercall estimate` reads it."""
    return f"{MICRODATA}{analysis}.toml"


def codebook(analysis: str) -> str:
    """What the columns of the microdata mean."""
    return f"{MICRODATA}{analysis}-codebook.csv"
