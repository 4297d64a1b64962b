"""The languages of an instrument, and the few words that the program itself adds to a questionnaire."""

from dataclasses import dataclass

from aftercall.instrument.language_names import english_name, primary


@dataclass(frozen=True)
class Language:
    """A language that a questionnaire can be asked in. code: as in BCP 47, such as 'cy'. name: as its speakers say."""

    code: str
    name: str

    @property
    def english_name(self) -> str:
        """What it is called in English; its own name if the program does not know that."""
        return english_name(self.code) or self.name


ENGLISH = Language("en", "English")

_WORDS = {
    "dont_know": {"en": "Don’t know", "cy": "Ddim yn gwybod", "pl": "Nie wiem"},
    "refused": {"en": "Prefer not to say", "cy": "Mae’n well gen i beidio â dweud", "pl": "Wolę nie odpowiadać"},
    "other": {"en": "Other", "cy": "Arall", "pl": "Inne"},
    "specify_other": {"en": "Please say what", "cy": "Dywedwch beth", "pl": "Proszę powiedzieć, co"},
}


def own_words(name: str, language: str) -> str:
    """A text of the program in a language, or in English if it has none in that language."""
    texts = _WORDS[name]
    return texts.get(primary(language), texts[ENGLISH.code])
