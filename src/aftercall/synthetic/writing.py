"""How a person is recorded: each column as text, including faults."""

from datetime import date
from string import ascii_uppercase

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from aftercall.synthetic.draws import Bools, Draws, Ints
from aftercall.synthetic.faults import MALFORMED_DATES, Faults
from aftercall.synthetic.names import AS_IS, SPACED, UPPER, lexicon
from aftercall.synthetic.offences import KINDS
from aftercall.synthetic.people import REFERENCE, People, SyntheticPopulation
from aftercall.synthetic.phones import COMPACT, NATIONAL
from aftercall.synthetic.rows import Rows

TITLES = ("Mr", "Mrs", "Miss", "Ms", "Dr", "Mx")
MAIL_HOSTS = ("example.com", "example.org", "example.net")
FAMILY_MAILBOX = 0.06  # of households share one address
# Not real postcode areas: ZE, YO and UB are the only ones that start with Z, Y or U.
POSTCODE_AREAS = tuple(
    first + second
    for first in "ZYU"
    for second in "ABCDEFGHKLMNOPQRSTUVWXY"
    if first + second not in ("ZE", "YO", "UB")
)
UNIT_LETTERS = [letter for letter in ascii_uppercase if letter not in "CIKMOV"]  # as in real postcodes
SECTORS, UNITS = 10, 48  # small areas per district, postcodes per small area
STREETS = (
    "Elm",
    "Oak",
    "Station",
    "Church",
    "Mill",
    "Victoria",
    "Park",
    "High",
    "North",
    "Chapel",
    "Meadow",
    "Hawthorn",
)
STREET_KINDS = (("Road", "Rd"), ("Street", "St"), ("Avenue", "Ave"), ("Close", "Cl"), ("Terrace", "Tce"))
HOUSE_NUMBERS, FLATS, NO_ADDRESS = 140, 9, 0.1
MALFORMED_REPORTS = ("%Y-%m-32", "32/%m/%Y", "%Y-%m", "%B %Y")
EARLIEST = np.datetime64("1900-01-01", "D").astype(np.int64)
DAYS = 60_000  # from EARLIEST, more than 160 years
WRONG_BY = np.array([-3652, -365, -31, -1, 1, 9, 30, 365])  # days by which a wrong date of birth differs


class Writing:
    """The columns of one population as text."""

    def __init__(self, draws: Draws, population: SyntheticPopulation, forces: int) -> None:
        self._draws, self._population = draws, population
        dates = np.datetime_as_string((EARLIEST + np.arange(DAYS)).astype("datetime64[D]")).tolist()
        self._dates = pa.array([*dates, *MALFORMED_DATES], pa.string())
        prefixes = [f"F{force + 1:02d} " if forces > 1 else "" for force in range(forces)]
        self._areas = pa.array([prefix + area for prefix in prefixes for area in population.places.areas])
        sectors = range(len(population.places.areas))
        self._sectors = pa.array([f"{n // SECTORS + 1} {n % SECTORS}" for n in sectors])
        self._units = pa.array([first + second for first in UNIT_LETTERS for second in UNIT_LETTERS])

    def person(self, ids: Ints, people: People, is_person: Bools, on: Ints, faults: Faults) -> dict[str, pa.Array]:
        """All columns that identify the victim; blank where that is not a person."""
        nobody = ~is_person
        first, last = self._names(ids, people, faults)
        columns = {
            "title": self._title(people, on, faults),
            "first_name": first,
            "last_name": last,
            "date_of_birth": self._date_of_birth(ids, people, faults),
            "sex": self._sex(people, faults),
            "ethnicity": self._ethnicity(people, faults),
            "language": self._population.languages.take(pa.array(people.language)),
            "phone": self._phone(ids, people, faults),
            "phone_alt": self._phone_alt(people),
            "email": self._email(people, faults),
        }
        return {name: blank(texts, nobody) for name, texts in columns.items()}

    def _names(self, ids: Ints, people: People, faults: Faults) -> tuple[pa.Array, pa.Array]:
        words, first, last = lexicon(), people.forename, people.surname
        short = words.nicknames[self._draws.whole("which nickname", ids, 2), first]
        nickname = faults.plant("nickname", short > 0)
        misspelt = faults.plant("spelling", ~nickname)
        in_first, by_ear = (self._draws.chance(name, ids, 0.5) for name in ("misspelt first name", "by ear"))
        accented = (words.plain[first] != first) | (words.plain[last] != last)
        plain = faults.plant("lost_accents", accented & ~nickname & ~misspelt)
        first, last = (
            np.where(
                misspelt & (in_first == is_first),
                np.where(by_ear, words.respelt[name], words.mistyped[name]),
                np.where(plain, words.plain[name], name),
            )
            for name, is_first in ((first, True), (last, False))
        )
        return self._written(np.where(nickname, short, first), last, faults)

    def _written(self, first: Ints, last: Ints, faults: Faults) -> tuple[pa.Array, pa.Array]:
        swapped = faults.plant("swapped_names")
        first, last = np.where(swapped, last, first), np.where(swapped, first, last)
        upper = faults.plant("upper_case")
        spaced = faults.plant("stray_spaces", ~upper)
        form = np.where(upper, UPPER, np.where(spaced, SPACED, AS_IS))
        return lexicon().written(first, form), lexicon().written(last, form)

    def _title(self, people: People, on: Ints, faults: Faults) -> pa.Array:
        roll = self._draws.uniform("title", people.person)
        older = on - people.born > 40 * 365
        of_woman = np.where(roll < np.where(older, 0.6, 0.15), 1, np.where(roll < np.where(older, 0.7, 0.6), 2, 3))
        title = np.where(people.female, of_woman, 0)
        title = np.where(roll > 0.985, np.where(roll > 0.995, 5, 4), title)
        return blank(pa.array(TITLES).take(pa.array(title)), faults.plant("missing_title"))

    def _date_of_birth(self, ids: Ints, people: People, faults: Faults) -> pa.Array:
        missing = faults.plant("missing_date_of_birth")
        malformed = faults.plant("malformed_date_of_birth", ~missing)
        wrong = faults.plant("wrong_date_of_birth", ~missing & ~malformed)
        off = WRONG_BY[self._draws.whole("wrong by", ids, len(WRONG_BY))]
        # A birth date in the future would be malformed, not wrong.
        off = np.where(people.born + off > REFERENCE - 365, -abs(off), off)
        day = people.born - EARLIEST + np.where(wrong, off, 0)
        nonsense = DAYS + self._draws.whole("malformed birth", ids, len(MALFORMED_DATES))
        return blank(self._dates.take(pa.array(np.where(malformed, nonsense, day))), missing)

    def _sex(self, people: People, faults: Faults) -> pa.Array:
        return blank(pa.array(["male", "female"]).take(pa.array(people.female * 1)), faults.plant("missing_sex"))

    def _ethnicity(self, people: People, faults: Faults) -> pa.Array:
        texts = self._population.ethnicities.take(pa.array(people.ethnicity))
        return blank(texts, faults.plant("missing_ethnicity"))

    def _phone(self, ids: Ints, people: People, faults: Faults) -> pa.Array:
        book = self._population.phones
        missing = faults.plant("missing_phone")
        unsuitable = faults.plant("unsuitable_number", ~missing)
        changed = faults.plant("changed_number", ~missing & ~unsuitable)
        slot = np.where(changed, self._draws.whole("changed number", ids, book.size), people.phone)
        wrong = book.first_unsuitable + self._draws.whole("unsuitable number", ids, book.unsuitable)
        other_format = faults.plant("phone_format", ~missing & ~unsuitable)
        form = np.where(other_format, NATIONAL + self._draws.whole("phone format", ids, 4), COMPACT)
        return book.written(np.where(missing, -1, np.where(unsuitable, wrong, slot)), form)

    def _phone_alt(self, people: People) -> pa.Array:
        return self._population.phones.written(people.phone_alt, np.full(len(people.person), NATIONAL))

    def _email(self, people: People, faults: Faults) -> pa.Array:
        age = (REFERENCE - people.born) / 365.25
        has = self._draws.chance("has e-mail", people.person, np.where(age < 70, 0.7, 0.35)) & (age >= 13)
        missing = faults.plant("missing_email", has)
        family = self._draws.chance("family mailbox", people.household, FAMILY_MAILBOX)
        words = lexicon()
        first = pc.if_else(pa.array(family), "family", words.mailbox(people.forename))
        number = pa.array(np.where(family, people.household, people.person)).cast(pa.string())
        box = pc.binary_join_element_wise(first, words.mailbox(people.surname), number, ".")
        host = pa.array(MAIL_HOSTS).take(pa.array(self._draws.whole("mail host", people.household, len(MAIL_HOSTS))))
        return blank(pc.binary_join_element_wise(box, host, "@"), missing | ~has)

    def postcode(self, rows: Rows, people: People, is_person: Bools, faults: Faults) -> pa.Array:
        """Where the person lives; where the crime was, if the victim is not a person."""
        place = np.where(is_person, people.place, rows.place)
        of = np.where(is_person, people.household, -1 - rows.place)
        area = pa.array(POSTCODE_AREAS).take(pa.array(rows.force))
        outward = pc.binary_join_element_wise(area, self._sectors.take(pa.array(place)), "")
        unit = self._units.take(pa.array(self._draws.whole("postcode", of, UNITS)))
        return blank(pc.binary_join_element_wise(outward, unit, ""), faults.plant("missing_postcode"))

    def address(self, ids: Ints, people: People, is_person: Bools) -> pa.Array:
        """The home's number and street, in several styles; blank where it was not asked for."""
        home, draws = people.household, self._draws
        number = pa.array(1 + draws.whole("house number", home, HOUSE_NUMBERS)).cast(pa.string())
        street = pa.array(STREETS).take(pa.array(draws.whole("street", home, len(STREETS))))
        long, short = ((f" {kind}" for kind in kinds) for kinds in zip(*STREET_KINDS, strict=True))
        abbreviated = draws.chance("abbreviated street", ids, 0.3)
        kinds = pa.array([*long, *short])
        kind = draws.whole("kind of street", home, len(STREET_KINDS)) + abbreviated * len(STREET_KINDS)
        flat = pa.array([f"Flat {each} " for each in range(1, FLATS + 1)] + [""])
        which = np.where(draws.chance("flat", home, 0.12), draws.whole("which flat", home, FLATS), FLATS)
        parts = (flat.take(pa.array(which)), number, pa.scalar(" "), street, kinds.take(pa.array(kind)))
        return blank(
            pc.binary_join_element_wise(*parts, ""), ~is_person | draws.chance("missing address", ids, NO_ADDRESS)
        )

    def reported_on(self, ids: Ints, on: Ints, faults: Faults, first: date) -> pa.Array:
        """ISO dates, a few of them malformed."""
        malformed = pa.array([*(first.strftime(form) for form in MALFORMED_REPORTS), None], pa.string())
        nonsense = malformed.take(pa.array(self._draws.whole("malformed report", ids, len(malformed))))
        dates = self._dates.take(pa.array(on - EARLIEST))
        return pc.if_else(pa.array(faults.plant("malformed_reported_on")), nonsense, dates)

    def area(self, rows: Rows) -> pa.Array:
        """The area of the crime, after its force where there are several."""
        return self._areas.take(pa.array(rows.force * len(self._population.places.areas) + rows.place))

    def victim_kind(self, kind: Ints, faults: Faults) -> pa.Array:
        """The kind of victim, a few of them unknown to the layout."""
        unknown = faults.plant("unknown_victim_kind")
        return pa.array([*KINDS, "unknown"]).take(pa.array(np.where(unknown, len(KINDS), kind)))


def blank(texts: pa.Array, missing: Bools) -> pa.Array:
    """The texts, with null where `missing`."""
    return pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), texts)
