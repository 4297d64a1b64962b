"""The fixed core of questions about the people who answer a consultation, so that consultations can be compared.

The categories are named as in the tables of the 2021 Census of England and Wales, or add up to them; the questions
follow the harmonised standards of the Government Statistical Service. Every question is optional. Pure: no database.

Texts are in English here, and marked for the catalogues; pages show them in their own language (`in_own_words`).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# What a question that was left out, or that somebody preferred not to answer, counts as.
NOT_SAID = "not_said"
NOT_SAID_LABEL = _("Not said")


@dataclass(frozen=True)
class Category:
    """One answer. code: as it is stored. census: what the census tables call it; empty where they do not have it.
    heading: what it is listed under. lowest, highest: the ages of a band, in whole years (highest included)."""

    code: str
    label: str
    census: str = ""
    heading: str = ""
    lowest: int = 0
    highest: int = 0


@dataclass(frozen=True)
class Characteristic:
    """One question about the person, and what it is called in a table."""

    code: str
    label: str
    question: str
    categories: tuple[Category, ...]
    hint: str = ""

    @property
    def by_code(self) -> Mapping[str, Category]:
        """The categories by their code."""
        return {category.code: category for category in self.categories}

    def in_own_words(self) -> "Characteristic":
        """This characteristic with its texts in the language of the page. Names of areas are the same in every
        language."""
        categories = tuple(
            replace(one, label=gettext(one.label), heading=one.heading and gettext(one.heading))
            for one in self.categories
        )
        texts = {"label": gettext(self.label), "question": self.question and gettext(self.question)}
        return replace(self, **texts, hint=self.hint and gettext(self.hint), categories=categories)


_OLDEST = 120
_BANDS = (
    Category("under_16", _("Under 16"), lowest=0, highest=15),
    Category("16_to_24", _("16 to 24"), lowest=16, highest=24),
    Category("25_to_34", _("25 to 34"), lowest=25, highest=34),
    Category("35_to_44", _("35 to 44"), lowest=35, highest=44),
    Category("45_to_54", _("45 to 54"), lowest=45, highest=54),
    Category("55_to_64", _("55 to 64"), lowest=55, highest=64),
    Category("65_to_74", _("65 to 74"), lowest=65, highest=74),
    Category("75_and_over", _("75 and over"), lowest=75, highest=_OLDEST),
)


class EthnicGroup5(StrEnum):
    """The five ethnic groups of the census, named as in its tables."""

    ASIAN = _("Asian, Asian British or Asian Welsh")
    BLACK = _("Black, Black British, Black Welsh, Caribbean or African")
    MIXED = _("Mixed or Multiple ethnic groups")
    WHITE = _("White")
    OTHER = _("Other ethnic group")


_NINETEEN: Mapping[EthnicGroup5, tuple[tuple[str, str, str], ...]] = {
    EthnicGroup5.ASIAN: (
        ("bangladeshi", _("Bangladeshi"), ""),
        ("chinese", _("Chinese"), ""),
        ("indian", _("Indian"), ""),
        ("pakistani", _("Pakistani"), ""),
        ("other_asian", _("Any other Asian background"), "Other Asian"),
    ),
    EthnicGroup5.BLACK: (
        ("african", _("African"), ""),
        ("caribbean", _("Caribbean"), ""),
        ("other_black", _("Any other Black, Black British or Caribbean background"), "Other Black"),
    ),
    EthnicGroup5.MIXED: (
        ("white_and_asian", _("White and Asian"), ""),
        ("white_and_black_african", _("White and Black African"), ""),
        ("white_and_black_caribbean", _("White and Black Caribbean"), ""),
        ("other_mixed", _("Any other Mixed or Multiple background"), "Other Mixed or Multiple ethnic groups"),
    ),
    EthnicGroup5.WHITE: (
        ("british", _("English, Welsh, Scottish, Northern Irish or British"), ""),
        ("irish", _("Irish"), ""),
        ("gypsy_or_traveller", _("Gypsy or Irish Traveller"), ""),
        ("roma", _("Roma"), ""),
        ("other_white", _("Any other White background"), "Other White"),
    ),
    EthnicGroup5.OTHER: (
        ("arab", _("Arab"), ""),
        ("any_other", _("Any other ethnic group"), "Any other ethnic group"),
    ),
}
FIVE_CODES: Mapping[EthnicGroup5, str] = {group: group.name.lower() for group in EthnicGroup5}

AGE = Characteristic("age", _("Age"), _("How old are you?"), _BANDS)
SEX = Characteristic(
    "sex",
    _("Sex"),
    _("What is your sex?"),
    (Category("female", _("Female"), "Female"), Category("male", _("Male"), "Male")),
)
ETHNIC_GROUP = Characteristic(
    "ethnic_group",
    _("Ethnic group"),
    _("What is your ethnic group?"),
    tuple(
        Category(code, label, f"{group}: {census or label}", heading=group.value)
        for group, categories in _NINETEEN.items()
        for code, label, census in categories
    ),
    hint=_("Choose the one that best describes your ethnic group or background."),
)
RELIGION = Characteristic(
    "religion",
    _("Religion"),
    _("What is your religion?"),
    (
        Category("none", _("No religion"), "No religion"),
        Category("christian", _("Christian"), "Christian"),
        Category("buddhist", _("Buddhist"), "Buddhist"),
        Category("hindu", _("Hindu"), "Hindu"),
        Category("jewish", _("Jewish"), "Jewish"),
        Category("muslim", _("Muslim"), "Muslim"),
        Category("sikh", _("Sikh"), "Sikh"),
        Category("other_religion", _("Any other religion"), "Other religion"),
    ),
)
CONDITION = Characteristic(
    "condition",
    _("Long-term condition"),
    _(
        "Do you have any physical or mental health conditions or illnesses lasting or expected to last 12 months or "
        "more?"
    ),
    (Category("yes", _("Yes")), Category("no", _("No"))),
)
LIMITS = Characteristic(
    "limits",
    _("Day-to-day activities"),
    _("If you do, do any of them reduce your ability to carry out day-to-day activities?"),
    (
        Category("a_lot", _("Yes, a lot")),
        Category("a_little", _("Yes, a little")),
        Category("not_at_all", _("Not at all")),
    ),
)

# Worked out from the answers, for tables.
ETHNIC_GROUP_5 = Characteristic(
    "ethnic_group_5",
    _("Ethnic group"),
    "",
    tuple(Category(FIVE_CODES[group], group.value, group.value) for group in EthnicGroup5),
)
DISABILITY = Characteristic(
    "disability",
    _("Disability"),
    "",
    (
        Category("disabled", _("Disabled"), "Disabled under the Equality Act"),
        Category("not_disabled", _("Not disabled"), "Not disabled under the Equality Act"),
    ),
)
_FIVE_OF: Mapping[str, str] = {
    code: FIVE_CODES[group] for group, categories in _NINETEEN.items() for code, _, _ in categories
}
_AREA_CODE = re.compile(r"[EW](01|05|06|07|08|09)\d{6}")
_AREA_LEVELS = {"01": "LSOA", "05": "ward", "06": "LTLA", "07": "LTLA", "08": "LTLA", "09": "LTLA"}


@dataclass(frozen=True)
class Area:
    """A place that people can say they live in. code: that of the Office for National Statistics."""

    code: str
    name: str

    @property
    def level(self) -> str:
        """LSOA, ward or LTLA (a district, borough, unitary authority or county of Wales)."""
        return _AREA_LEVELS[self.code[1:3]]


def is_area_code(code: str) -> bool:
    """Whether it is the code of an LSOA, a ward or a local authority district in England or Wales."""
    return _AREA_CODE.fullmatch(code) is not None


def area(areas: Iterable[Area]) -> Characteristic:
    """Where people live, among the areas that a consultation is about."""
    listed = tuple(Category(one.code, one.name, one.code) for one in areas)
    elsewhere = Category("elsewhere", _("Somewhere else"))
    return Characteristic("area", _("Area"), _("Where do you live?"), (*listed, elsewhere))


def asked(areas: Sequence[Area]) -> tuple[Characteristic, ...]:
    """The questions in order. Without areas, nobody is asked where they live."""
    where = (area(areas),) if areas else ()
    return (AGE, SEX, *where, ETHNIC_GROUP, RELIGION, CONDITION, LIMITS)


def screens(areas: Sequence[Area]) -> tuple[tuple[Characteristic, ...], ...]:
    """The questions by the screens on which they are asked."""
    where = (area(areas),) if areas else ()
    return ((AGE, SEX, *where), (ETHNIC_GROUP,), (RELIGION,), (CONDITION, LIMITS))


def tabulated(areas: Sequence[Area]) -> tuple[Characteristic, ...]:
    """What results are broken down by, and compared with the census."""
    where = (area(areas),) if areas else ()
    return (AGE, SEX, *where, ETHNIC_GROUP_5, RELIGION, DISABILITY)


def kept(answers: Mapping[str, str], areas: Sequence[Area]) -> dict[str, str]:
    """The answers that are among the categories; anything else is left out."""
    known = {one.code: one.by_code for one in asked(areas)}
    return {name: value for name, value in answers.items() if value in known.get(name, {})}


def ethnic_group_5(answers: Mapping[str, str]) -> str:
    """The code of the person's group among five; NOT_SAID if they did not say."""
    return _FIVE_OF.get(answers.get(ETHNIC_GROUP.code, ""), NOT_SAID)


def disability(answers: Mapping[str, str]) -> str:
    """Whether the person is disabled as the Equality Act and the census define it: a condition that limits them."""
    condition, limits = answers.get(CONDITION.code), answers.get(LIMITS.code)
    if condition == "no" or (condition == "yes" and limits == "not_at_all"):
        return "not_disabled"
    return "disabled" if condition == "yes" and limits in {"a_lot", "a_little"} else NOT_SAID


def categories_of(answers: Mapping[str, str], areas: Sequence[Area]) -> dict[str, str]:
    """The person's category of each tabulated characteristic, NOT_SAID where they did not say."""
    derived = {ETHNIC_GROUP_5.code: ethnic_group_5(answers), DISABILITY.code: disability(answers)}
    return {one.code: derived.get(one.code) or answers.get(one.code) or NOT_SAID for one in tabulated(areas)}
