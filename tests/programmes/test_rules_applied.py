"""What a programme's settings decide about its frame and sample."""

import csv
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.fieldwork.making import make_programme, version_of
from tests.world import LOADED, fresh, planned_wave

from aftercall.accounts.models import User
from aftercall.frames.exclusions import standard_exclusions
from aftercall.frames.frame_file import read_frame
from aftercall.programmes import folders
from aftercall.programmes.operations import begin_load, draw, load_extract
from aftercall.programmes.presenters import wave_page
from aftercall.programmes.settings.versions import frame_rules

pytestmark = pytest.mark.django_db


def test_each_setting_changes_the_rules_of_the_frame() -> None:
    rules = frame_rules(version_of(make_programme()))
    own = [exclusion.to_mapping() for exclusion in standard_exclusions()[1:]]
    changes: dict[str, tuple[object, dict[str, object]]] = {
        "sampling_fraction": ("0.250", {"sampling_fraction": Fraction(1, 4)}),
        "minimum_age": (18, {"minimum_age": 18}),
        "repeat_contact_months": (6, {"repeat_contact_months": 6}),
        "numbers_abroad": (True, {"numbers_abroad": True}),
        "categories": (["Burglary"], {"categories": ("Burglary",)}),
        "exclusion": (own, {"exclusions": standard_exclusions()[1:]}),
    }
    for key, (value, expected) in changes.items():
        changed = frame_rules(version_of(make_programme(top={key: value})))
        assert changed == replace(rules, **expected)  # type: ignore[arg-type]
        assert changed != rules


def with_other_columns(extract: Path, folder: Path) -> Path:
    """The same extract in a layout of its own: one column has another name, and one value another spelling."""
    path = folder / "own.csv"
    with extract.open(encoding="utf-8", newline="") as source, path.open("w", encoding="utf-8", newline="") as target:
        rows = list(csv.DictReader(source))
        names = {name: "Offence group" if name == "category" else name for name in rows[0]}
        writer = csv.DictWriter(target, list(names.values()))
        writer.writeheader()
        writer.writerows({names[name]: value for name, value in row.items()} for row in rows)
    return path


def test_a_load_applies_the_mapping_the_population_and_the_programmes_own_exclusions(
    cached_frames: None, researcher: User, extract: Path, tmp_path: Path
) -> None:
    vehicles = {
        "code": "vehicles_apart",
        "words": "Vehicle crime is surveyed apart",
        "scope": "record",
        "when": {"column": "category", "is": ["Vehicle crime"]},
    }
    programme = make_programme(
        top={
            "categories": ["burglary", "Vehicle crime"],
            "exclusion": [vehicles, *(one.to_mapping() for one in standard_exclusions())],
            "mapping": '[columns]\ncategory = "Offence group"\n',
            "sampling_fraction": "0.500",
        }
    )
    wave = planned_wave(researcher, programme)
    load_extract(wave=wave, files=[with_other_columns(extract, tmp_path)], actor=researcher, at=LOADED)
    wave = fresh(wave)
    flow = wave.load.flow
    assert {row.category for row in read_frame(folders.frame_folder(wave.load))} == {"Burglary"}
    assert flow["excluded"]["outside_population"] > 100
    assert flow["excluded"]["vehicles_apart"] > 0
    assert flow["read"] == flow["rejected"] + sum(flow["excluded"].values()) + flow["repeats"] + flow["frame"]
    labelled = wave_page(wave).flow
    assert labelled is not None
    assert {"Vehicle crime is surveyed apart", "What was reported is outside the programme's population"} <= set(
        labelled["excluded"]
    )
    sample = draw(wave=wave, actor=researcher, at=LOADED)
    assert abs(sample.size - flow["frame"] / 2) <= 1


def test_a_failed_load_is_checked_with_the_programmes_mapping(researcher: User, extract: Path, tmp_path: Path) -> None:
    programme = make_programme(top={"mapping": '[columns]\ncategory = "Offence group"\n'})
    june = planned_wave(researcher, programme, date(2025, 6, 1))
    content = with_other_columns(extract, tmp_path).read_bytes()
    job = begin_load(wave=june, extract=SimpleUploadedFile("own.csv", content), actor=researcher, at=LOADED)
    job.refresh_from_db()
    assert "frame for June 2025" in job.error
    assert job.report is not None
    assert (job.report["rows"], job.report["outside_period"]) == (400, 400 - job.report["rejected"])
