"""Names as recorded in the extract."""

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from bench.labelled.arrays import Ints, Mask, take
from bench.labelled.faults import RATES, Faults, luck_of, rewritten
from bench.labelled.names import Names, plain
from bench.labelled.records import Records
from bench.labelled.slips import initial, misspelt, prefix_variant, spaced, with_title
from bench.labelled.world import World


def name_codes(
    world: World, names: Names, records: Records, faults: Faults, named: Mask
) -> tuple[Ints, Ints, Ints, Ints]:
    """First, middle and both parts of the last name, after the faults that replace one name by another."""
    who = records.person
    first, middle, last, second = world.first[who], world.middle[who], world.last[who], world.second[who]
    married = faults.lasting("married", records, named & world.woman[who] & (world.age[who] > 18)) >= 0
    last, second = np.where(married, world.other[who], last), np.where(married, -1, second)
    half = faults.draw("half_dropped", named & (second >= 0))
    last = np.where(half & (faults.rng.random(len(who)) < 0.5), second, last)
    second = np.where(half, -1, second)
    by_middle = faults.draw(
        "middle_as_first", named & (middle >= 0), np.where(world.by_middle[who], 0.15, RATES["middle_as_first"])
    )
    first, middle = np.where(by_middle, middle, first), np.where(by_middle, -1, middle)
    begin, count = (
        np.concatenate([each, np.zeros(len(names.first) - len(each), dtype=np.int64)]) for each in names.nicknames
    )
    nick = faults.draw("nickname", named & (count[first] > 0))
    first = np.where(nick, begin[first] + (faults.rng.random(len(who)) * count[first]).astype(np.int64), first)
    return first, middle, last, second


def edited_names(
    first: pa.Array, last: pa.Array, faults: Faults, named: Mask, names: Names
) -> tuple[pa.Array, pa.Array]:
    """Errors within either name."""
    rng = faults.rng

    def edit(column: pa.Array, where: Mask, write: Callable[..., str]) -> pa.Array:
        return rewritten(column, where, write, luck_of(rng, where))

    def wrong(text: str, luck: Sequence[float]) -> str:
        return misspelt(text, luck, names.alike)

    first = edit(first, faults.draw("initial_only", named), initial)
    typo, on_last = faults.draw("typo", named), rng.random(len(named)) < 0.5
    first, last = edit(first, typo & ~on_last, wrong), edit(last, typo & on_last, wrong)
    titled, on_last = faults.draw("title_in_name", named), rng.random(len(named)) < 0.3
    first = edit(first, titled & ~on_last, lambda text, luck: with_title(text, luck, last=False))
    last = edit(last, titled & on_last, lambda text, luck: with_title(text, luck, last=True))
    prefixed = pc.match_substring_regex(last, "^(Mc[A-Z]|.')").to_numpy(zero_copy_only=False)
    last = edit(last, faults.draw("prefix_variant", named & prefixed), prefix_variant)
    foreign = ~pc.and_(pc.string_is_ascii(first), pc.string_is_ascii(last)).to_numpy(zero_copy_only=False)
    bare = faults.draw("accents_lost", named & foreign)
    first, last = (edit(column, bare, lambda text, _: plain(text)) for column in (first, last))
    loose, on_last = faults.draw("spaces", named), rng.random(len(named)) < 0.5
    return edit(first, loose & ~on_last, spaced), edit(last, loose & on_last, spaced)


def name_columns(
    world: World, names: Names, records: Records, faults: Faults, named: Mask
) -> tuple[pa.Array, pa.Array]:
    """First and last names as recorded in the extract."""
    rng = faults.rng
    codes, middle, last_code, second = name_codes(world, names, records, faults, named)
    first, last = take(names.first, codes), take(names.last, last_code)
    hyphen = pa.array(np.where(faults.draw("hyphen_lost", named & (second >= 0)), " ", "-"))
    last = pc.if_else(pa.array(second >= 0), pc.binary_join_element_wise(last, take(names.last, second), hyphen), last)
    added = faults.draw("middle_added", named & (middle >= 0), RATES["middle_added"] / 0.64)
    first = pc.if_else(pa.array(added), pc.binary_join_element_wise(first, take(names.first, middle), " "), first)
    first, last = edited_names(first, last, faults, named, names)
    swapped = pa.array(faults.draw("swapped", named))
    first, last = pc.if_else(swapped, last, first), pc.if_else(swapped, first, last)
    caps = pa.array(faults.draw("caps", named))
    first, last = (pc.if_else(caps, pc.utf8_upper(column), column) for column in (first, last))
    unknown = faults.draw("unknown_name", named)
    word = take(["Unknown", "N/A", "UNKNOWN", "Not known", "Victim"], rng.integers(0, 5, len(named)))
    first, last = (pc.if_else(pa.array(unknown), word, column) for column in (first, last))
    nameless = pa.array(~named)
    return pc.if_else(nameless, None, first), pc.if_else(nameless, None, last)
