"""Telephone numbers and e-mail addresses as recorded in the extract."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench.labelled.arrays import Ints, take
from bench.labelled.faults import RATES, Faults, luck_of, rewritten
from bench.labelled.names import Names, slug
from bench.labelled.records import Records
from bench.labelled.slips import one_edit
from bench.labelled.world import LANDLINE, World

type Phones = Literal["unique", "drama"]

SECOND_MOBILE = 150_000_000  # codes from here on are people's second mobiles

# Ofcom's drama ranges of a thousand numbers each, without the last three digits.
DRAMA_LANDLINES = [*(code * 10_000 + 4960 for code in (113, 114, 115, 116, 117, 118, 121, 131, 141, 151, 161)), 1914980]
DRAMA_LANDLINES += [2079460, 2920180]
# Prefixes after which any seven digits make a valid number.
LANDLINES = (200, 201, 203, 207, 208, 230, 231, 238, 239, 240, 241, 247, *range(280, 285), *range(286, 293))


def national_numbers(codes: Ints, phones: Phones) -> pa.Array:
    """The ten digits of each code's number; null for -1."""
    land, number = codes >= LANDLINE, np.where(codes >= LANDLINE, codes - LANDLINE, codes)
    if phones == "drama":
        mobile = 7700900000 + number * 617 % 1000
        prefix = np.array([prefix * 1000 for prefix in DRAMA_LANDLINES])[number % len(DRAMA_LANDLINES)]
        fixed = prefix + number * 617 % 1000
    else:
        # Multiplied by a coprime, so that each code has a different number and the numbers are scattered.
        mobile = 7100000000 + number * 179424673 % 300_000_000
        spread = number * 86028121 % (len(LANDLINES) * 10_000_000)
        fixed = np.array(LANDLINES)[spread // 10_000_000] * 10_000_000 + spread % 10_000_000
    return pc.cast(pa.array(np.where(land, fixed, mobile), mask=codes < 0), pa.string())


def phone_written(rng: np.random.Generator, digits: pa.Array, hardness: float) -> pa.Array:
    """Numbers in the formats that people use."""
    a, b, c = (pc.utf8_slice_codeunits(digits, *cut) for cut in ((0, 4), (4, 7), (7, 10)))
    ways = [
        ("0", a, b, c, ""), ("0", a, " ", b, c), ("0", a, " ", b, " ", c), ("+44", a, b, c, ""), ("+44 ", a, " ", b, c),
        ("+44 (0)", a, " ", b, c), ("0044", a, b, c, ""), ("0", a, "-", b, "-", c), (a, b, c, "", ""),
        ("(0", a, ") ", b, c), ("0", a, b, c, " (mob)"),
    ]  # fmt: skip
    share = np.array([0.0, 0.17, 0.08, 0.05, 0.03, 0.02, 0.01, 0.02, 0.01, 0.005, 0.005]) * min(hardness, 2.5)
    share[0] = 1 - share.sum()
    way = rng.choice(len(ways), len(digits), p=share)
    return pc.choose(pa.array(way), *(pc.binary_join_element_wise(*parts, "") for parts in ways))


def relatives(rng: np.random.Generator, world: World, who: Ints) -> Ints:
    """Another person of each one's household, or the same one for people who live alone."""
    size = world.size[who]
    step = 1 + (rng.random(len(who)) * np.maximum(size - 1, 1)).astype(np.int64)
    return world.start[who] + (who - world.start[who] + step) % size


def phone_codes(world: World, records: Records, faults: Faults, moved: Ints) -> tuple[Ints, Ints]:
    """First and second number of each record by code, after the faults that replace one number by another."""
    rng, who = faults.rng, records.person
    people, rows = len(world.household), len(who)
    mobile, land = world.mobile[who], world.landline[who]
    land = np.where((moved >= 0) & (land >= 0), LANDLINE + 3 * people + moved, land)
    changed = faults.lasting("changed_phone", records, mobile == who)
    mobile = np.where(changed >= 0, people + changed, mobile)
    second = faults.draw("other_phone", mobile == who)
    mobile = np.where(second, SECOND_MOBILE + who, mobile)
    recycled = faults.draw("recycled_phone", changed >= 0)
    mobile = np.where(recycled, rng.integers(0, people, rows), mobile)
    prefers_land = (land >= 0) & ((mobile < 0) | (rng.random(rows) < 0.15))
    main, other = np.where(prefers_land, land, mobile), np.where(prefers_land, mobile, land)
    other = np.where(rng.random(rows) < 0.3, other, -1)
    missing = faults.draw("phone_missing", (main >= 0) | (other >= 0))
    lent = world.mobile[relatives(rng, world, who)]
    of_relative = (lent >= 0) & (lent != mobile) & ~missing
    main = np.where(faults.draw("phone_of_relative", of_relative, RATES["phone_of_relative"] / 0.66), lent, main)
    many = LANDLINE + 4 * people + rows + (max(rows // 2400, 1) * rng.random(rows) ** 3).astype(np.int64)
    main = np.where(faults.draw("phone_of_many", ~missing), many, main)
    into_alt = faults.draw("phone_in_alt", (main >= 0) & ~missing)
    main, other = np.where(into_alt, -1, main), np.where(into_alt, main, other)
    return np.where(missing, -1, main), np.where(missing, -1, other)


def phone_columns(
    world: World, records: Records, faults: Faults, moved: Ints, phones: Phones
) -> tuple[pa.Array, pa.Array]:
    """Telephone numbers as recorded in the extract."""
    rng = faults.rng
    main, other = phone_codes(world, records, faults, moved)
    digits = national_numbers(main, phones)
    where = faults.draw("phone_digit", main >= 0)

    def slip(text: str, luck: Sequence[float]) -> str:
        at = 4 + int(luck[0] * 6)
        return text[:at] + str((int(text[at]) + 1 + int(luck[1] * 9)) % 10) + text[at + 1 :]

    digits = rewritten(digits, where, slip, luck_of(rng, where))
    column = phone_written(rng, digits, faults.hardness)
    words = ["00000000000", "07700900000", "01234567890", "N/A", "unknown", "0"]
    placeholder = pa.array(faults.draw("phone_placeholder", np.ones(len(main), dtype=np.bool_)))
    column = pc.if_else(placeholder, take(words, rng.integers(0, len(words), len(main))), column)
    return column, phone_written(rng, national_numbers(other, phones), faults.hardness)


def email_column(world: World, names: Names, records: Records, faults: Faults) -> pa.Array:
    """E-mail addresses as recorded in the extract; they contain the owner's number, so are unique."""
    rng, owner, every = faults.rng, world.mail[records.person], np.ones(len(records.person), dtype=np.bool_)
    family = world.family_mail[records.person]
    changed = faults.lasting("changed_email", records, (owner >= 0) & ~family)
    second = faults.draw("other_email", (owner >= 0) & ~family)
    missing = faults.draw("email_missing", owner >= 0)
    firsts, lasts = [slug(text) for text in names.first], [slug(text) for text in names.last]
    first, last = take(firsts, world.first[owner]), take(lasts, world.last[owner])
    number = pc.cast(pa.array(owner), pa.string())
    style = pa.array(np.select([family, second, changed >= 0], [3, 5, 4], owner % 3))
    news = pc.cast(pa.array(changed), pa.string())
    local = pc.choose(
        style,
        pc.binary_join_element_wise(first, last, number, "."),
        pc.binary_join_element_wise(pc.utf8_slice_codeunits(first, 0, 1), last, number, ""),
        pc.binary_join_element_wise(last, first, number, "_"),
        pc.binary_join_element_wise("the", last, "s", number, ""),
        pc.binary_join_element_wise(first, "x", number, "n", news, ""),
        pc.binary_join_element_wise(last, "w", number, ""),
    )
    domain = take(
        ["example.com", "example.org", "example.net", "mail.example.com", "post.example.org"],
        (owner * 7 + changed + 1) % 5,
    )
    column = pc.binary_join_element_wise(local, domain, "@")
    where = faults.draw("email_typo", (owner >= 0) & ~missing)
    column = rewritten(
        column,
        where,
        lambda text, luck: one_edit(text.split("@")[0], luck) + "@" + text.split("@")[1],
        luck_of(rng, where),
    )
    column = pc.if_else(pa.array(rng.random(len(owner)) < 0.04), pc.utf8_upper(column), column)
    column = pc.if_else(pa.array(missing | (owner < 0)), None, column)
    words = take(
        ["noreply@example.com", "none@example.com", "N/A", "noemail"], rng.choice(4, len(owner), p=[0.5, 0.2, 0.2, 0.1])
    )
    return pc.if_else(pa.array(faults.draw("email_placeholder", every)), words, column)
