"""The synthetic person behind each case, whom only the simulated interviewers may look up."""

from pathlib import Path

import pyarrow.parquet as pq

from aftercall.core import vault
from aftercall.frames.sample_file import read_sample
from aftercall.handover.answers import person_of
from aftercall.handover.models import ReleasedCase
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.synthetic.respondents import RespondentProfile, profile_of


class Truth:
    """The generator's record of which synthetic person is behind each extract record."""

    def __init__(self, extracts: Path, seed: int) -> None:
        rows = pq.read_table(extracts / "truth.parquet").to_pylist()
        self._rows = {(row["crime_ref"], row["victim_ref"]): row for row in rows}
        self._seed = seed

    def profile(self, crime_ref: str, victim_ref: str) -> RespondentProfile:
        """How the person behind a record answers the telephone and the questions."""
        return profile_of(self._rows[crime_ref, victim_ref], seed=self._seed)


def profiles_of_wave(wave: Wave, truth: Truth) -> dict[str, RespondentProfile]:
    """The profiles of the people in a wave's release, by case reference."""
    sample = read_sample(folders.sample_folder(wave.load))
    records = {row.person_id: (row.crime_ref, row.victim_ref) for row in sample}
    cases = ReleasedCase.objects.filter(release__wave=wave)
    keys = vault.keys_of_rings()
    people = ((case.reference, person_of(case, keys)) for case in cases)
    return {reference: truth.profile(*records[person]) for reference, person in people if person}
