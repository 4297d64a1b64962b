"""A small questionnaire in three languages that uses everything an interviewer's screen can show."""

from tests.fieldwork.making import TUESDAY, Person, get_case, make_programme, make_release, make_wave, stored_instrument

from aftercall.fieldwork.models import Case
from aftercall.fieldwork.operations import receive_release


def words(english: str, welsh: str) -> dict[str, str]:
    """A text that is not translated into Polish."""
    return {"en": english, "cy": welsh}


def script(name: str, audience: str, english: str, welsh: str) -> dict[str, object]:
    return {"name": name, "audience": audience, "text": words(english, welsh)}


def choice(name: str, key: str, english: str, welsh: str, **more: object) -> dict[str, object]:
    return {"name": name, "key": key, "label": words(english, welsh), **more}


YES_NO = {
    "name": "yes_no",
    "options": [choice("yes", "1", "Yes", "Ydw"), choice("no", "2", "No", "Nac ydw")],
}
PLACES = {
    "name": "places",
    "options": [
        choice("home", "1", "Home", "Cartref"),
        choice("street", "2", "Street", "Stryd", read_out="may"),
        choice("shop", "3", "Shop", "Siop"),
        choice("work", "4", "Work", "Gwaith"),
        choice("none", "5", "None of these", "Dim un o’r rhain", exclusive=True),
    ],
}
DOCUMENT = {
    "name": "modular",
    "version": 1,
    "title": words("Survey", "Arolwg"),
    "minutes": 5,
    "languages": [
        {"code": "en", "name": "English"},
        {"code": "cy", "name": "Cymraeg"},
        {"code": "pl", "name": "Polski"},
    ],
    "facts": ["modules", "category"],
    "groups": [{"name": "about", "label": words("About you", "Amdanoch chi")}],
    "choices": [YES_NO, PLACES],
    "questions": [
        {"type": "note", "name": "opening", "label": words("Thank you for your time.", "Diolch am eich amser.")},
        {
            "type": "select_one yes_no",
            "name": "called",
            "label": words("Did you call the police?", "A wnaethoch chi ffonio’r heddlu?"),
            "hint": words("By telephone or online.", "Dros y ffôn neu ar-lein."),
            "interviewer_note": words("Do not prompt.", "Peidiwch ag awgrymu."),
            "dk_refused": True,
        },
        {
            "type": "select_multiple places",
            "name": "where",
            "label": words("Where?", "Ble?"),
            "relevant": "${called} = 'yes'",
            "rotate": True,
            "dk_refused": True,
        },
        {
            "type": "integer",
            "name": "times",
            "label": words("How many times?", "Sawl gwaith?"),
            "constraint": ". < 1000",
            "constraint_message": words("Enter fewer than 1,000", "Rhowch lai na 1,000"),
            "soft_constraint": ". <= 20",
            "soft_message": words("More than 20 times?", "Mwy nag 20 gwaith?"),
            "dk_refused": True,
        },
        {
            "type": "decimal",
            "name": "hours",
            "label": words("How many hours did it take?", "Sawl awr a gymerodd?"),
            "relevant": "selected(${modules}, 'burglary')",
        },
        {
            "type": "date",
            "name": "day",
            "group": "about",
            "label": words("On which day?", "Ar ba ddiwrnod?"),
            "relevant": "${category} = 'Burglary'",
            "dk_refused": True,
        },
        {
            "type": "text",
            "name": "remark",
            "label": words("What could be better?", "Beth allai fod yn well?"),
            "required": False,
            "dk_refused": True,
        },
    ],
    "scripts": [
        script("ask_for_person", "anyone", "May I speak to {person}?", "Ga i siarad â {person}?"),
        script("who_is_calling", "anyone", "This is {interviewer}.", "Dyma {interviewer}."),
        script("left_with_other", "anyone", "I will ring another time.", "Fe ffonia i rywbryd eto."),
        script("safe_to_talk", "anyone", "Can you talk freely?", "Allwch chi siarad yn rhydd?"),
        script("introduction", "named_person", "I am calling for {force}.", "Rwy’n ffonio ar ran {force}."),
        script("introduction_again", "named_person", "May we go on?", "Gawn ni barhau?"),
        script("closing", "named_person", "Thank you.", "Diolch yn fawr."),
    ],
}
MODULES = [{"name": "burglary", "categories": ["Burglary"]}]


def make_modular_cases(*people: Person) -> list[Case]:
    """Cases of a programme with this questionnaire; by default one of a person who is asked the module on burglary."""
    chosen = people or (Person("CASE1", modules="burglary"),)
    stored_instrument(DOCUMENT)
    programme = make_programme(survey={"questionnaire": "modular_1", "modules": MODULES})
    release = make_release(chosen, make_wave(programme))
    receive_release(release=release, actor=release.released_by, at=TUESDAY)
    return [get_case(person.reference) for person in chosen]
