"""Which figure an action is about, as pages that show figures write it into the address of the form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from aftercall.core.errors import Refused
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.queries import in_force
from aftercall.results.models import AnalysisRun, Figure, Population

# Digits of a number that every database can compare.
_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class PromptKey:
    """publication: its slug, of a published figure. analysis: its number, for a figure that only researchers can
    see."""

    population: str
    measure: str
    breakdown: str = ""
    group: str = ""
    publication: str = ""
    analysis: str = ""

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "PromptKey":
        """The key in a query string. Nothing in it is trusted: `prompt_of` looks the figure up."""
        names = ("population", "measure", "breakdown", "group", "publication", "analysis")
        # PostgreSQL cannot compare a text with a null character.
        found = {name: query.get(name, "").replace("\0", "") for name in names}
        return cls(**found | {"population": found["population"] or Population.ALL})

    def query(self) -> str:
        """The key as a query string."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


@dataclass(frozen=True)
class Prompt:
    """The figure that prompts an action. percent, base, standard_error: as in `PublishedFigure`."""

    key: PromptKey
    run: AnalysisRun
    publication: Publication | None
    percent: float
    base: int
    standard_error: float


def prompt_of(key: PromptKey, *, unpublished: bool) -> Prompt:
    """The figure with this key. unpublished: whether the user may see figures that are not public. Refused if there is
    no such figure, or it is hidden."""
    if key.publication:
        return _published(key)
    if not unpublished or not key.analysis.isdecimal() or len(key.analysis) > _LONGEST_NUMBER:
        raise Refused("Choose a published figure to open an action about")
    found = Figure.objects.filter(
        run_id=int(key.analysis),
        population=key.population,
        measure=key.measure,
        breakdown=key.breakdown,
        group=key.group,
        base__gt=0,
    )
    figure = found.select_related("run__programme").first()
    if figure is None:
        raise Refused("This analysis has no such figure. Choose another one")
    return Prompt(key, figure.run, None, 100 * figure.estimate, figure.base, 100 * figure.standard_error)


def _published(key: PromptKey) -> Prompt:
    publication = in_force().filter(slug=key.publication).first()
    if publication is None:
        raise Refused("These results are not public, or no longer in force. Choose a figure of the latest results")
    line = PublishedFigure.objects.filter(
        publication=publication,
        population=key.population,
        measure=key.measure,
        breakdown=key.breakdown,
        group=key.group,
    ).first()
    if line is None or line.percent is None or line.base is None or line.standard_error is None:
        raise Refused("This figure is not shown in the results, so no action can be opened about it")
    return Prompt(key, publication.run, publication, line.percent, line.base, line.standard_error)
