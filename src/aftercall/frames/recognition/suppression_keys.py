"""The keys by which a person who has objected is recognised in an extract, on top of the match keys.

There are more of them than the register of persons uses, and they survive more errors: to call somebody who has
objected is worse than not to call a namesake of the same town. docs/suppression.md has the error rates.
"""

from collections.abc import Mapping, Sequence

from aftercall.frames.recognition.match_keys import MATCH_KEYS, MatchKey, digests_of_people

# Each finds people whom the others miss (bench/suppression.py). What found nobody else was left out: the birth date in
# parts, a number with the initials, an e-mail address with the birth date, the forename with birth date and district.
FURTHER_KEYS = (
    MatchKey("surname-birth-district", ("surname", "born", "district")),
    MatchKey("near-names-birth", ("near_names", "born")),
    MatchKey("near-names-postcode", ("near_names", "postcode")),
    MatchKey("near-names-premises", ("near_names", "premises")),
)
SUPPRESSION_KEYS = (*MATCH_KEYS, *FURTHER_KEYS)
# Only for somebody who asked that nobody at their number and address is surveyed.
HOUSEHOLD_KEYS = (
    MatchKey("household-phone", ("number",)),
    MatchKey("household-address", ("dwelling", "postcode")),
)


def objection_digests(
    people: Sequence[Mapping[str, str | None]], *, match_key: bytes, whole_household: bool = False
) -> list[set[str]]:
    """What the suppression list keeps of each of these people, given in clear as for `person_digests`.

    whole_household: whether nobody at their number and address is to be surveyed.
    """
    return digests_of_people(people, match_key=match_key, keys=listed_keys(whole_household=whole_household))


def listed_keys(*, whole_household: bool) -> tuple[MatchKey, ...]:
    """The keys of which the suppression list keeps digests."""
    return (*SUPPRESSION_KEYS, *HOUSEHOLD_KEYS) if whole_household else SUPPRESSION_KEYS
