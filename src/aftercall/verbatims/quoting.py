"""Who said a quotation, in words that identify nobody."""


def group_of(category: str) -> str:
    """The group of somebody who reported this, such as Victim of burglary."""
    return f"Victim of {category.lower()}"
