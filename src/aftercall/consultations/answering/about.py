"""Questions about the person, as they are filled in on the web or from paper."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict
from django.utils.translation import gettext

from aftercall.consultations.demographics import Characteristic
from aftercall.core.languages import tag
from aftercall.questionnaires.asking.fields import Field, Option

# Prefix of the names of fields about the person, so that no question has the same.
ABOUT = "about_"


def about_field(characteristic: Characteristic, about: Mapping[str, str]) -> Field:
    """A question about the person, with the answer that it has."""
    characteristic = characteristic.in_own_words()
    chosen, headings = about.get(characteristic.code, ""), set[str]()
    options = []
    for category in characteristic.categories:
        heading = "" if category.heading in headings else category.heading
        headings.add(category.heading)
        options.append(Option(category.code, category.label, category.code == chosen, heading))
    options.append(Option("", gettext("Prefer not to say"), not chosen and characteristic.code in about))
    return Field(
        f"{ABOUT}{characteristic.code}", "radios", characteristic.question, characteristic.hint, tag(), options
    )


def read_about(characteristics: Sequence[Characteristic], sent: QueryDict) -> dict[str, str]:
    """What a form sent about the person. Empty where they would rather not say; left out where they chose nothing."""
    found: dict[str, str] = {}
    for one in characteristics:
        value = sent.get(f"{ABOUT}{one.code}")
        if value is not None and (value == "" or value in one.by_code):
            found[one.code] = value
    return found
