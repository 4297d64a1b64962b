"""The draw: sizes, probabilities, certificate; and a verification that fails when anything was changed."""

import hashlib
import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import strategies as st
from tests.frames.making import make_frame

from aftercall.errors import BadInput
from aftercall.frames import draw
from aftercall.frames.certificate import Certificate
from aftercall.frames.design import SampleDesign
from aftercall.frames.draw import Seeds, commit, draw_sample
from aftercall.frames.frame_file import read_frame
from aftercall.frames.rules import FrameRules, digest
from aftercall.frames.sample_file import read_sample
from aftercall.frames.verify import verify_sample

_SEED = bytes(range(32))
_SEEDS = Seeds.of(_SEED)
_FRACTION = Fraction(15, 100)
_DESIGN = SampleDesign(fraction=_FRACTION)
_SIZES = st.dictionaries(st.text(max_size=5), st.integers(1, 400), min_size=1, max_size=40)


def _drawn(folder: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(folder / "sample.parquet").to_pylist()
    return rows


def test_the_sample_has_the_lowest_permanent_numbers_of_each_stratum(tmp_path: Path) -> None:
    frame = make_frame(tmp_path / "frame", {"a": 100, "b": 45, "c": 3})
    certificate = draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "sample")
    people = pq.read_table(frame / "frame.parquet").to_pylist()
    expected = set()
    for stratum in certificate.strata:
        ids = [row["person_id"] for row in people if row["stratum"] == stratum.stratum]
        ids.sort(key=lambda name: hashlib.sha256(f"{_SEED.hex()}{name}\n".encode()).hexdigest())
        expected |= set(ids[: stratum.sample])
    rows = _drawn(tmp_path / "sample")
    assert {row["person_id"] for row in rows} == expected
    assert len(rows) == certificate.sample == round(_FRACTION * 148)
    assert {row["probability"] for row in rows} == {float(Fraction(22, 148))}
    assert {row["base_weight"] for row in rows} == {float(Fraction(148, 22))}


def test_a_certificate_can_be_read_back(tmp_path: Path) -> None:
    frame = make_frame(tmp_path / "frame", {"a": 30, "b": 20})
    certificate = draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "sample")
    assert Certificate.read(tmp_path / "sample") == certificate
    assert certificate.seed_commitment == commit(_SEED) == hashlib.sha256(_SEED).hexdigest()
    assert certificate.rules_digest == digest(FrameRules().to_mapping())
    assert verify_sample(tmp_path / "sample", frame) == []


def test_frame_and_sample_are_read_back_as_rows(tmp_path: Path) -> None:
    frame = make_frame(tmp_path / "frame", {"a": 30, "b": 20})
    draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "sample")
    assert [vars(row) for row in read_frame(frame)] == pq.read_table(frame / "frame.parquet").to_pylist()
    assert [vars(row) for row in read_sample(tmp_path / "sample")] == _drawn(tmp_path / "sample")


def test_another_seed_draws_other_people(tmp_path: Path) -> None:
    frame = make_frame(tmp_path / "frame", {"a": 200})
    for name, seed in (("one", _SEED), ("again", _SEED), ("other", _SEED[::-1])):
        draw_sample(frame, seeds=Seeds.of(seed), design=_DESIGN, out=tmp_path / name)
    one, again, other = ((tmp_path / name / "sample.parquet").read_bytes() for name in ("one", "again", "other"))
    assert one == again != other


def test_a_frame_that_changes_during_the_draw_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = make_frame(tmp_path / "frame", {"a": 30, "b": 20})
    other = make_frame(tmp_path / "other", {"a": 30, "b": 21})
    select = draw.select_sample

    def changed(*arguments: Any, **named: Any) -> draw.DrawnSample:
        found = select(*arguments, **named)
        (other / "frame.parquet").replace(frame / "frame.parquet")
        return found

    monkeypatch.setattr(draw, "select_sample", changed)
    with pytest.raises(BadInput, match="frame: was changed while the sample was drawn; draw again"):
        draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "sample")
    assert not (tmp_path / "sample").exists()


def test_the_digest_of_a_frame_depends_only_on_its_people(tmp_path: Path) -> None:
    frame = make_frame(tmp_path / "frame", {"a": 30, "b": 20})
    first = draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "one")
    rows = pq.read_table(frame / "frame.parquet")
    order = random.Random(3).sample(range(50), 50)
    pq.write_table(rows.take(order), frame / "frame.parquet", compression="gzip")
    second = draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "two")
    assert first.frame_digest == second.frame_digest
    assert first.sample_digest == second.sample_digest
    assert first.frame_file_digest != second.frame_file_digest
    assert "byte for byte" in "".join(verify_sample(tmp_path / "one", frame))


def _edit(path: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    table = pq.read_table(path)
    rows = table.to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, table.schema), path)


def _swap_person(sample: Path, frame: Path) -> None:
    drawn = {row["person_id"] for row in _drawn(sample)}
    people = pq.read_table(frame / "frame.parquet").to_pylist()
    other = next(row for row in people if row["person_id"] not in drawn)
    _edit(
        sample / "sample.parquet",
        lambda rows: rows[0].update({k: other[k] for k in ("person_id", "crime_ref", "victim_ref")}),
    )


def _other_stratum(rows: list[dict[str, Any]]) -> None:
    rows[0]["stratum"] = "a" if rows[0]["stratum"] == "b" else "b"


def _certificate(sample: Path, **changes: Any) -> None:
    path = sample / "certificate.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _flip_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 1
    path.write_bytes(content)


def _reseed(sample: Path) -> None:
    seed, commitment = "77" * 32, commit(bytes.fromhex("77" * 32))
    _certificate(sample, seed=seed, seed_commitment=commitment, permanent_seed=seed, permanent_commitment=commitment)


_TAMPERINGS: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "a swapped person": (_swap_person, "1 person in sample.parquet would not be drawn"),
    "a removed person": (
        lambda s, _: _edit(s / "sample.parquet", lambda rows: rows.pop()),
        "sample.parquet lacks 1 person whom",
    ),
    "a person twice": (
        lambda s, _: _edit(s / "sample.parquet", lambda rows: rows.append(rows[0])),
        "is in sample.parquet twice",
    ),
    "an altered stratum": (
        lambda s, _: _edit(s / "sample.parquet", _other_stratum),
        "event, stratum, probability or weight is wrong for 1 person",
    ),
    "an altered weight": (
        lambda s, _: _edit(s / "sample.parquet", lambda rows: rows[0].update(base_weight=1.0)),
        "event, stratum, probability or weight is wrong for 1 person",
    ),
    "one byte of the sample": (lambda s, _: _flip_byte(s / "sample.parquet"), "sample.parquet is not byte for byte"),
    "one byte of the frame": (lambda _, f: _flip_byte(f / "frame.parquet"), "frame.parquet is not byte for byte"),
    "a stratum altered in the frame": (
        lambda _, f: _edit(f / "frame.parquet", _other_stratum),
        "strata, their sizes or probabilities are not those",
    ),
    "a person removed from the frame": (
        lambda _, f: _edit(f / "frame.parquet", lambda rows: rows.pop()),
        "flow.json does not reconcile",
    ),
    "a person doubled in the frame": (
        lambda _, f: _edit(f / "frame.parquet", lambda rows: rows.append(rows[0])),
        "can't be drawn again",
    ),
    "another seed": (lambda s, _: _certificate(s, seed="00" * 32), "The seed does not match its commitment"),
    "another permanent seed": (lambda s, _: _certificate(s, permanent_seed="00" * 32), "The seed does not match"),
    "another seed and its commitment": (lambda s, _: _reseed(s), "would not be drawn by this seed"),
    "another fraction": (lambda s, _: _certificate(s, design={"fraction": "1/5"}), "size of the sample"),
    "other sizes": (lambda s, _: _certificate(s, strata=[]), "strata, their sizes"),
    "other rules": (lambda _, f: (f / "rules.json").write_text("{}"), "rules.json does not contain the rules"),
    "another flow": (lambda _, f: (f / "flow.json").write_text("[]"), "flow.json does not reconcile"),
}


@pytest.mark.parametrize(("tamper", "words"), _TAMPERINGS.values(), ids=_TAMPERINGS)
def test_verification_catches(tmp_path: Path, tamper: Callable[[Path, Path], object], words: str) -> None:
    frame, sample = make_frame(tmp_path / "frame", {"a": 60, "b": 40}), tmp_path / "sample"
    draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=sample)
    assert verify_sample(sample, frame) == []
    tamper(sample, frame)
    assert words in " ".join(verify_sample(sample, frame))


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"format": "other"}'])
def test_other_content_is_not_taken_for_a_certificate(tmp_path: Path, content: str) -> None:
    frame, sample = make_frame(tmp_path / "frame", {"a": 60}), tmp_path / "sample"
    draw_sample(frame, seeds=_SEEDS, design=_DESIGN, out=sample)
    (sample / "certificate.json").write_text(content)
    with pytest.raises(BadInput, match="is not a certificate in the format"):
        verify_sample(sample, frame)


def test_nothing_can_be_drawn_without_a_frame_or_a_seed(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="contains no frame"):
        draw_sample(tmp_path, seeds=_SEEDS, design=_DESIGN, out=tmp_path / "sample")
    with pytest.raises(BadInput, match="rounds to nobody"):
        draw_sample(make_frame(tmp_path / "f", {"a": 3}), seeds=_SEEDS, design=_DESIGN, out=tmp_path / "sample")
    for seed, permanent in ((b"", None), (_SEED, b"")):
        with pytest.raises(BadInput, match="the seed must not be empty"):
            Seeds.of(seed, permanent)
    assert not (tmp_path / "sample").exists()
