"""The demo's figures of 2024, as if another supplier had measured them. They are made up, and say so."""

import hashlib
from datetime import datetime
from importlib import resources

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.publication.importing.operations import import_figures, measures_of
from aftercall.publication.importing.reading import read_earlier_figures
from aftercall.publication.models import ImportedSeries

FILE = "earlier-figures-2024.csv"
SUPPLIER = "Invented Survey Company (made up for this demonstration)"
METHOD = (
    "These figures are invented. As the story goes, the company sent a questionnaire by post to one in ten victims, "
    "and weighted the answers by age and sex."
)


def import_earlier(*, programme: Programme, researcher: User, at: datetime) -> ImportedSeries:
    """Import them into a programme, as its researcher would from the file."""
    content = resources.files("aftercall.demo").joinpath(f"data/{FILE}").read_bytes()
    return import_figures(
        programme=programme,
        figures=read_earlier_figures(content, FILE, measures_of(programme)),
        file=FILE,
        supplier=SUPPLIER,
        method=METHOD,
        digest=hashlib.sha256(content).hexdigest(),
        actor=researcher,
        at=at,
    )
