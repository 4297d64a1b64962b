"""Puts a return together: the same publication and data give the same bytes on a machine."""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from aftercall import __version__
from aftercall.core import audit_keys
from aftercall.core.errors import Refused
from aftercall.csv_files import write_rows
from aftercall.evidence.archive import names
from aftercall.evidence.archive.published import IMPORTED, Published
from aftercall.evidence.archive.sealing import seal
from aftercall.evidence.building.analyses import ReadAnalysis
from aftercall.evidence.building.gathering import Sources, gather, shown_groups
from aftercall.evidence.building.guide import MONTHS, NOT_ANONYMOUS, VERIFY, WITHHELD, guide
from aftercall.evidence.building.index import Index, index_of
from aftercall.evidence.building.microdata import Microdata, microdata_of
from aftercall.frames.certificate import Certificate
from aftercall.programmes.models import Wave
from aftercall.publication.files.catalogue import KINDS
from aftercall.publication.files.content import Content, content_of
from aftercall.publication.files.kept import file_of
from aftercall.publication.files.reproducible_zip import reproducible_zip
from aftercall.publication.models import Publication
from aftercall.rights.models import ErasureCertificate

# The XLSX file says the same as the ODS file.
_NOT_ENCLOSED = frozenset({".xlsx"})
CHANGED = (
    "The answers have changed since these results were analysed, for instance because somebody withdrew theirs, so the "
    "figures cannot be computed again. Analyse the same months again and publish the analysis as a correction, or "
    "build the return without microdata"
)


@dataclass(frozen=True)
class BuiltReturn:
    """A return and what its pages say about it."""

    content: bytes
    published: Published
    index: Index
    microdata: Sequence[Microdata]

    @property
    def own(self) -> Microdata | None:
        """The microdata of the publication's own analysis."""
        return self.microdata[0] if self.microdata else None


def build_return(publication: Publication, site: str, *, microdata: bool = True) -> BuiltReturn:
    """The zip of a public publication. site: the address of the site. Refused if it is not public, or its data have
    changed since it was analysed."""
    content = content_of(publication, site)
    sources = Sources(publication, microdata)
    if microdata and sources.analysis(publication.run) is None:
        raise Refused(CHANGED)
    published = gather(content, sources)
    index = index_of(published, Path(settings.HOME))
    used = _used(published, sources)
    enclosed = [_microdata(one, published) for one in used]
    key = audit_keys.public_key()
    files = {
        names.README: _readme(content, enclosed, key.fingerprint),
        names.GUIDE: guide(content, published, index, enclosed, key.fingerprint).pdf(),
        names.INDEX_TABLE: index.to_csv(published),
        names.INDEX: index.to_json(),
        names.FIGURES: published.to_bytes(),
        **_publication_files(content),
        names.IMPORTED_TABLE: _imported(published),
        **_certificates(publication, used),
        **dict(_microdata_files(enclosed)),
    }
    about = {
        "title": content.title,
        "publication": content.slug,
        "force": content.force,
        "period": content.period,
        "code": __version__,
        "waves": {one.name: one.waves for one in used},
    }
    sealed = seal(files, about, audit_keys.signing_key())
    return BuiltReturn(reproducible_zip(sealed.items()), published, index, enclosed)


def _used(published: Published, sources: Sources) -> list[ReadAnalysis]:
    """The analyses that figures are from, the publication's own first."""
    read = {one.name: one for one in sources.read.values() if one}
    return [read[name] for name in published.analyses]


def _microdata(analysis: ReadAnalysis, published: Published) -> Microdata:
    is_own = analysis.name == published.analysis
    return microdata_of(analysis, shown_groups(published) if is_own else None)


def _publication_files(content: Content) -> dict[str, bytes]:
    kinds = [kind for kind in KINDS if kind.ending not in _NOT_ENCLOSED]
    return {f"{names.PUBLICATION}{content.name}{kind.ending}": file_of(content, kind) for kind in kinds}


def _microdata_files(enclosed: Sequence[Microdata]) -> Iterator[tuple[str, bytes]]:
    for one in enclosed:
        yield names.microdata(one.analysis), one.csv()
        yield names.design(one.analysis), one.design()
        yield names.codebook(one.analysis), one.codebook()


def _certificates(publication: Publication, used: Sequence[ReadAnalysis]) -> dict[str, bytes]:
    runs = [one.run for one in used] or [publication.run]
    waves = Wave.objects.filter(runs__in=runs).distinct().select_related("programme", "sample").order_by("month", "pk")
    samples = {
        f"{names.SAMPLES}{wave.reference}.json": Certificate.from_mapping(wave.sample.certificate).to_text().encode()
        for wave in waves
        if hasattr(wave, "sample")
    }
    ended = ErasureCertificate.objects.filter(wave__in=waves).select_related("wave__programme").order_by("wave__month")
    return samples | {f"{names.ERASURES}{one.wave.reference}.json": one.document.encode() for one in ended}


def _imported(published: Published) -> bytes:
    heads = ("measure", "population", "first_month", "last_month", "n", "percent", "low", "high", "supplier")
    rows = [[getattr(one, name) for name in heads] for one in published.over_time if one.source == IMPORTED]
    text = io.StringIO(newline="")
    write_rows(text, [heads, *(["" if cell is None else cell for cell in row] for row in rows)])
    return text.getvalue().encode()


def _readme(content: Content, enclosed: Sequence[Microdata], key: str) -> bytes:
    lines = [
        f"Evidence return: {content.title}",
        f"{content.force}. About crimes and incidents reported in {content.period}.",
        "",
        f"Read {names.GUIDE} first: it says what the figures are evidence of, and what nothing is evidence of.",
        "",
        "To verify this return, install Aftercall and run:",
        f"  {VERIFY}",
        f"It is signed with the key that has the fingerprint {key}.",
    ]
    if enclosed:
        lines += ["", NOT_ANONYMOUS, "", MONTHS, "", WITHHELD]
    return ("\n".join(lines) + "\n").encode()


def summary_of(built: BuiltReturn) -> Mapping[str, object]:
    """Numbers of a return for its page and the audit log."""
    own = built.own
    return {
        "figures": len(built.published.figures),
        "withheld": sum(one.mark == "c" for one in built.published.figures),
        "analyses": len(built.microdata),
        "respondents": own.respondents if own else 0,
        "unique": own.unique if own else 0,
    }
