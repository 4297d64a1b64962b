"""Birth dates, places, numbers and addresses as recorded in the extract."""

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench.labelled.arrays import Ints, Mask, iso, take
from bench.labelled.faults import RATES, Faults, luck_of, rewritten
from bench.labelled.records import Records
from bench.labelled.slips import one_edit
from bench.labelled.world import FORCES, LAST_BIRTH, World

# Two letters for each force, none of them a postcode area.
AREAS = "AGAKASAWBCBEBGBKBPBUCDCECGCKCLCNCPDBDCDFDKDMDPDUEAEBEDEGEKELERFAFBFDFEFGFLGAGBGDGEGHGK"
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"


def digit_wrong(text: str, luck: Sequence[float]) -> str:
    """The date with one digit changed, still in the past; if that is impossible, 11 January of another year."""
    for turn in range(20):
        at = (2, 3, 5, 6, 8, 9)[int((luck[0] + turn * luck[1]) % 1 * 6)]
        new = text[:at] + str(int((luck[2] + turn * luck[3]) % 1 * 10)) + text[at + 1 :]
        try:
            if new != text and date.fromisoformat(new).toordinal() - date(1970, 1, 1).toordinal() <= LAST_BIRTH:
                return new
        except ValueError:
            continue
    return text[:3] + ("1" if text[3] == "2" else "2") + "-01-11"


def birth_column(world: World, records: Records, faults: Faults, dated: Mask) -> pa.Array:
    """Dates of birth as recorded in the extract, none later than the report."""
    rng, born = faults.rng, world.born[records.person]
    days = born.astype("datetime64[D]")
    year, month = days.astype("datetime64[Y]").astype(int) + 1970, days.astype("datetime64[M]").astype(int) % 12 + 1
    day = (days - days.astype("datetime64[M]")).astype(int) + 1

    def on(year: Ints, month: Ints, day: Ints) -> Ints:
        first = ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]")
        return first.astype(np.int64) + day - 1

    missing = faults.draw("dob_missing", dated)
    dated = dated & ~missing
    exchanged = on(year, np.minimum(day, 12), month)
    can = dated & (day <= 12) & (day != month) & (exchanged <= LAST_BIRTH)
    written = np.where(faults.draw("dob_day_month", can, RATES["dob_day_month"] / 0.362), exchanged, born)
    step = rng.choice([-10, -1, 1, 10], len(born), p=[0.15, 0.35, 0.35, 0.15])
    step = np.where(year + step > 2024, -np.abs(step), step)
    written = np.where(faults.draw("dob_year", dated), on(year + step, month, np.minimum(day, 28)), written)
    written = np.where(
        faults.draw("dob_january", dated & ((month > 1) | (day > 1))),
        on(year, np.ones_like(month), np.ones_like(day)),
        written,
    )
    column = iso(written)
    where = faults.draw("dob_digit", dated)
    column = rewritten(column, where, digit_wrong, luck_of(rng, where))
    placeholder = take(["1900-01-01", "1970-01-01"], rng.integers(0, 2, len(born)))
    column = pc.if_else(pa.array(faults.draw("dob_placeholder", dated)), placeholder, column)
    return pc.if_else(pa.array(~dated), None, column)


def unit_postcodes(count: int) -> list[str]:
    """`count` postcodes, spread over the forces."""
    letters = len(UNIT_LETTERS)

    def one(number: int) -> str:
        place, force = divmod(number, FORCES)
        within, district = place % 400, place // 400 + 1 + force * 7 % 23
        unit = (within // 10 * 37 + force * 11) % letters**2
        pair = UNIT_LETTERS[unit // letters] + UNIT_LETTERS[unit % letters]
        return f"{AREAS[2 * force : 2 * force + 2]}{district} {within % 10}{pair}"

    return [one(number) for number in range(count)]


def postcode_columns(world: World, records: Records, faults: Faults) -> tuple[pa.Array, Ints, Ints]:
    """Postcodes as recorded in the extract, where each crime was, and the number of the person's last move (or -1)."""
    rng, rows = faults.rng, len(records.person)
    moved = faults.lasting("moved", records, np.ones(rows, dtype=np.bool_))
    home = world.postcode[records.person]
    streets = max(int(world.postcode.max(initial=0)) + 1, FORCES)
    anywhere, there = (
        rng.integers(0, streets, max(rows, 1)),
        rng.integers(0, max(streets // FORCES, 1), max(rows, 1)) * FORCES,
    )
    new = np.where(rng.random(len(anywhere)) < 0.7, there + home % FORCES if rows else there, anywhere)
    home = np.where(moved >= 0, new[moved], home)
    near = rng.integers(0, max(streets // FORCES, 1), rows) * FORCES + home % FORCES
    scene = np.where(rng.random(rows) < 0.5, home, np.minimum(near, streets - 1))
    written = np.where(faults.draw("postcode_of_scene", scene != home, 0.02), scene, home)
    column = take(unit_postcodes(streets + FORCES), written)
    where = faults.draw("postcode_typo", np.ones(rows, dtype=np.bool_))
    column = rewritten(column, where, lambda text, luck: one_edit(text, luck).upper(), luck_of(rng, where))
    style = rng.random(rows)
    column = pc.if_else(pa.array(style < 0.06), pc.replace_substring(column, " ", ""), column)
    column = pc.if_else(pa.array(style > 0.97), pc.utf8_lower(column), column)
    missing = faults.draw("postcode_missing", np.ones(rows, dtype=np.bool_))
    return pc.if_else(pa.array(missing), None, column), scene, moved


def sex_and_title(world: World, records: Records, faults: Faults, named: Mask) -> tuple[pa.Array, pa.Array]:
    """Sex and title as recorded in the extract."""
    rng, woman = faults.rng, world.woman[records.person]
    every = np.ones(len(woman), dtype=np.bool_)
    wrong, missing = faults.draw("sex_wrong", every), faults.draw("sex_missing", every)
    letters = rng.random(len(woman)) < 0.3
    sex = take(["male", "female", "M", "F"], np.where(missing, -1, (woman ^ wrong) + 2 * letters))
    married = records.person % 2
    title = np.where(woman, 1 + married + (records.person % 5 == 0), 0)
    return sex, take(["Mr", "Miss", "Mrs", "Ms"], np.where(named & (rng.random(len(woman)) > 0.1), title, -1))
