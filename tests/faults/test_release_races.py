"""Two programmes release samples of the same people at the same moment."""

from pathlib import Path

import pytest
from tests.faults.racing import concurrently
from tests.fieldwork.making import make_programme
from tests.world import LOADED, fresh, make_researcher, planned_wave

from aftercall.handover.answers import person_of
from aftercall.handover.models import ReleasedCase, WithheldPerson
from aftercall.handover.operations import release_sample
from aftercall.programmes.models import Wave
from aftercall.programmes.operations import draw, load_extract


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cached_frames")
def test_nobody_is_released_by_both(extract: Path) -> None:
    researcher = make_researcher()
    waves = []
    for slug in ("victims-of-crime", "anti-social-behaviour"):
        wave = planned_wave(researcher, make_programme(slug=slug, top={"sampling_fraction": "0.500"}))
        load_extract(wave=wave, files=[extract], actor=researcher, at=LOADED)
        draw(wave=fresh(wave), actor=researcher, at=LOADED)
        waves.append(fresh(wave))
    concurrently(
        [lambda wave=wave: release_sample(wave=wave, actor=researcher, at=LOADED) for wave in waves]  # type: ignore[misc]
    )
    released = [person_of(case) for case in ReleasedCase.objects.all()]
    assert len(set(released)) == len(released)
    assert WithheldPerson.objects.count() > 10
    assert len(released) + WithheldPerson.objects.count() == sum(wave.sample.size for wave in Wave.objects.all())
