"""The certificates of a return, checked as far as that is possible without the frames."""

from collections import Counter
from collections.abc import Iterator, Mapping

import pyarrow as pa

from aftercall.core.signed_statements import SignedStatement
from aftercall.evidence.archive.names import ERASURES, SAMPLES
from aftercall.evidence.archive.recomputing import Analysis
from aftercall.frames.certificate import Certificate
from aftercall.frames.verify import seed_was_committed
from aftercall.rights.certificates import read_certificate


def differences(
    files: Mapping[str, bytes], analyses: Mapping[str, Analysis], manifest: SignedStatement
) -> Iterator[str]:
    """A sentence for each certificate that contradicts itself, its signature or the microdata.

    manifest: names the waves of each analysis, and the key of the signatures.
    """
    samples, waves = {}, manifest.statement.get("waves", {})
    for name, content in files.items():
        if name.startswith(ERASURES) and not read_certificate(content, name).is_signed_by(manifest.key):
            yield f"{name}: is not signed with the key of the return"
        if name.startswith(SAMPLES):
            certificate = samples[name] = Certificate.from_bytes(content, name)
            yield from (f"{name}: {words}" for words in _contradictions(certificate))
    for analysis, found in analyses.items():
        of_waves = [samples.get(f"{SAMPLES}{wave}.json") for wave in waves.get(analysis, [])]
        if None in of_waves or not of_waves:
            yield f"analysis {analysis}: a certificate of a sample is missing"
        else:
            yield from (f"analysis {analysis}: {words}" for words in _against(found, [c for c in of_waves if c]))


def _contradictions(certificate: Certificate) -> Iterator[str]:
    if not seed_was_committed(certificate):
        yield "the seed does not match its commitment"
    strata = certificate.strata
    totals = (sum(one.population for one in strata), sum(one.sample for one in strata))
    if totals != (certificate.population, certificate.sample):
        yield "the strata do not add up to the frame and the sample"


def _against(found: Analysis, certificates: list[Certificate]) -> Iterator[str]:
    """Sentences about what the certificates and the microdata of an analysis say differently."""
    sampled = sum(one.sample for one in certificates)
    if found.table.num_rows != sampled:
        yield f"has {found.table.num_rows:,} people, but {sampled:,} were drawn"
    frame = sum(one.population for one in certificates)
    for step in found.document.get("weighting", []):
        for name, totals in step.get("margins", {}).items():
            if sum(totals.values()) != frame:
                yield f"the totals of {name} add up to {sum(totals.values()):,}, but the frames have {frame:,} people"
    respondents = found.table.filter(found.table["responded"].cast(pa.bool_()))
    pairs = zip(respondents["stratum"].to_pylist(), respondents["stratum_size"].to_pylist(), strict=True)
    sizes = Counter(int(size) for _, size in set(pairs))
    if sizes - Counter(one.population for certificate in certificates for one in certificate.strata):
        yield "a stratum has a size that no certificate knows"


def checked(files: Mapping[str, bytes]) -> int:
    """How many certificates there are."""
    return sum(name.startswith((SAMPLES, ERASURES)) for name in files)
