"""The codes of what people said in their own words, as measures of an analysis."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet

from aftercall.handover.codes import CodeDocument, codes_key
from aftercall.handover.models import CodeReturn
from aftercall.instrument.measures import Measure
from aftercall.programmes.models import Wave


def code_returns(waves: Sequence[Wave], until: datetime | None = None) -> dict[Wave, CodeDocument]:
    """What the agency had returned of these waves' codes at a time, by default now; by wave in the order of months."""
    found = _returned(waves, until).select_related("wave").order_by("wave__month")
    return {one.wave: CodeDocument.read(one.document) for one in found}


def all_coded(waves: Sequence[Wave], until: datetime | None = None) -> bool:
    """Whether the codes of all of these waves had been returned at a time, and any text was coded. Figures of a period
    without those of some months would look as if they were about all of it. A wave whose return says that there was
    nothing to code lacks nothing."""
    counts = _returned(waves, until).values_list("text_count", flat=True)
    return any(counts) and len(counts) == len({wave.pk for wave in waves})


def not_coded(waves: Sequence[Wave], until: datetime | None = None) -> list[Wave]:
    """The waves because of which no code of the period is counted, in the order of months; none if no wave of it had
    codes at a time, because then nobody codes what people say, or is about to begin."""
    returned = code_returns(waves, until)
    return sorted(set(waves) - set(returned), key=lambda wave: wave.month) if returned else []


def _returned(waves: Sequence[Wave], until: datetime | None) -> QuerySet[CodeReturn]:
    found = CodeReturn.objects.filter(wave__in=waves)
    return found if until is None else found.filter(returned_at__lte=until)


def coded_measures(waves: Sequence[Wave], until: datetime | None = None) -> dict[str, Measure]:
    """A measure for each code, as the codebook of the latest wave has it; none unless all of the waves are coded."""
    if not all_coded(waves, until):
        return {}
    latest = list(code_returns(waves, until).values())[-1]
    return {
        one.name: Measure(
            name=one.name,
            label=one.label,
            sentence=one.sentence,
            direction=codes_key(one.question),
            degrees={},
            counts=frozenset({one.code}),
        )
        for one in latest.measures
    }


def code_breaks(waves: Sequence[Wave]) -> Mapping[str, tuple[date, ...]]:
    """By measure, the months from which a code means something other than in the coded wave before, or is new: nobody
    could be given it before."""
    meanings: dict[str, int] = {}
    breaks: dict[str, tuple[date, ...]] = defaultdict(tuple)
    for number, (wave, document) in enumerate(code_returns(waves).items()):
        for one in document.measures:
            if number and meanings.get(one.name) != one.meaning:
                breaks[one.name] = (*breaks[one.name], wave.month)
            meanings[one.name] = one.meaning
    return breaks
