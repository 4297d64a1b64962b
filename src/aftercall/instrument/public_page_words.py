"""The words of the public page of a questionnaire, in the languages that the shipped questionnaires have."""

from collections.abc import Mapping
from dataclasses import dataclass

from aftercall.instrument.questions import QuestionType, ReadOut
from aftercall.instrument.scale import Level


@dataclass(frozen=True)
class PageWords:
    """The page's own words in one language. {name} is filled in.

    asked_if: without {condition} where conditions are not put into words of that language. last_or, last_and: what
    stands before the last of several. levels, names: by their names in a document; what is not there stays in English.
    """

    interviewed: str
    filled_in: str
    known_before: str
    anyone: str
    named_person: str
    self_completion: str
    questions: str
    asked_if: str
    answers: Mapping[QuestionType, str]
    up_to: str
    optional: str
    asides: Mapping[ReadOut, str]
    alone: str
    ways_out: str
    rotated: str
    note: str
    confirmed: str
    counting: str
    seven_points: str
    left_out: str
    share: str
    agreeing: str
    passed_on: str
    publishing: str
    groups: str
    last_or: str
    last_and: str
    levels: Mapping[str, str]
    names: Mapping[str, str]

    def name(self, identifier: str) -> str:
        """A name of the document, such as that of a script, as a word of the page."""
        return self.names.get(identifier, identifier.replace("_", " "))


ENGLISH = PageWords(
    interviewed="This is everything that our interviewers say and ask (version {version}). It takes about {minutes} "
    "minutes on the telephone. Words in [brackets] are filled in on the day.",
    filled_in="This is everything that the questionnaire says and asks (version {version}). It takes about {minutes} "
    "minutes. Words in [brackets] are filled in on the day.",
    known_before="Some questions depend on what is known before the call: {facts}.",
    anyone="What we say to anyone who answers",
    named_person="What we say to the person we ask for",
    self_completion="What we say before and after",
    questions="The questions",
    asked_if="Asked only if {condition}.",
    answers={
        QuestionType.SELECT_ONE: "One answer",
        QuestionType.SELECT_MULTIPLE: "Any number of answers",
        QuestionType.TEXT: "In your own words",
        QuestionType.INTEGER: "A whole number",
        QuestionType.DECIMAL: "A number",
        QuestionType.DATE: "A date",
    },
    up_to=", up to {characters} characters",
    optional=" (optional)",
    asides={ReadOut.ALWAYS: "", ReadOut.MAY: " (may be read out)", ReadOut.NEVER: " (not read out)"},
    alone=" (on its own)",
    ways_out="You can also say: {answers}.",
    rotated="The order of the answers differs from person to person.",
    note="Note to the interviewer: {note}",
    confirmed="If the answer is unusual, the interviewer asks again: {note}",
    counting="How the answers are counted",
    seven_points="The two questions about each part of the experience place the answer on a scale of seven points: "
    "{points}. We count as satisfied: {satisfied}, and anyone who is satisfied but does not say how much.",
    left_out="We leave out of the percentages: {levels}.",
    share="{label}: we count those who answered {counted}, among those who gave an answer.",
    agreeing="What you can agree to",
    passed_on="{purpose} We pass on: {fields}. This is destroyed after {months} months at the latest.",
    publishing="What we publish",
    groups="We also publish these figures by group:",
    last_or="or",
    last_and="and",
    levels={},
    names={
        "dont_know": "don’t know",
        "phone": "telephone number",
        "modules": "the kind of crime or incident (modules)",
    },
)
WELSH = PageWords(
    interviewed="Dyma bopeth y mae ein cyfwelwyr yn ei ddweud a’i ofyn (fersiwn {version}). Mae’n cymryd tua {minutes} "
    "munud dros y ffôn. Caiff geiriau mewn [cromfachau] eu llenwi ar y diwrnod.",
    filled_in="Dyma bopeth y mae’r holiadur yn ei ddweud a’i ofyn (fersiwn {version}). Mae’n cymryd tua {minutes} "
    "munud. Caiff geiriau mewn [cromfachau] eu llenwi ar y diwrnod.",
    known_before="Mae rhai cwestiynau’n dibynnu ar yr hyn sy’n hysbys cyn yr alwad: {facts}.",
    anyone="Yr hyn a ddywedwn wrth unrhyw un sy’n ateb",
    named_person="Yr hyn a ddywedwn wrth y person yr ydym yn gofyn amdano",
    self_completion="Yr hyn a ddywedwn cyn ac ar ôl y cwestiynau",
    questions="Y cwestiynau",
    asked_if="Ni ofynnir hyn i bawb. Mae’r [dudalen Saesneg](questionnaire.md) yn dweud i bwy y gofynnir y cwestiwn.",
    answers={
        QuestionType.SELECT_ONE: "Un ateb",
        QuestionType.SELECT_MULTIPLE: "Unrhyw nifer o atebion",
        QuestionType.TEXT: "Yn eich geiriau eich hun",
        QuestionType.INTEGER: "Rhif cyfan",
        QuestionType.DECIMAL: "Rhif",
        QuestionType.DATE: "Dyddiad",
    },
    up_to=", hyd at {characters} nod",
    optional=" (dewisol)",
    asides={
        ReadOut.ALWAYS: "",
        ReadOut.MAY: " (gellir ei ddarllen yn uchel)",
        ReadOut.NEVER: " (ni chaiff ei ddarllen yn uchel)",
    },
    alone=" (ar ei ben ei hun)",
    ways_out="Gallwch ddweud hefyd: {answers}.",
    rotated="Mae trefn yr atebion yn amrywio o berson i berson.",
    note="Nodyn i’r cyfwelydd: {note}",
    confirmed="Os yw’r ateb yn anarferol, mae’r cyfwelydd yn gofyn eto: {note}",
    counting="Sut y caiff yr atebion eu cyfrif",
    seven_points="Mae’r ddau gwestiwn am bob rhan o’r profiad yn gosod yr ateb ar raddfa saith pwynt: {points}. Rydym "
    "yn cyfrif y canlynol yn fodlon: {satisfied}, ac unrhyw un sy’n fodlon ond nad yw’n dweud i ba raddau.",
    left_out="Rydym yn gadael y rhain allan o’r canrannau: {levels}.",
    share="{label}: rydym yn cyfrif y rhai a atebodd {counted}, ymhlith y rhai a roddodd ateb.",
    agreeing="Yr hyn y gallwch gytuno iddo",
    passed_on="{purpose} Rydym yn trosglwyddo: {fields}. Caiff hyn ei ddinistrio ar ôl {months} mis fan bellaf.",
    publishing="Yr hyn rydym yn ei gyhoeddi",
    groups="Rydym hefyd yn cyhoeddi’r ffigurau hyn fesul grŵp:",
    last_or="neu",
    last_and="a",
    levels={
        Level.COMPLETELY_SATISFIED: "hollol fodlon",
        Level.VERY_SATISFIED: "bodlon iawn",
        Level.FAIRLY_SATISFIED: "gweddol fodlon",
        Level.NEITHER: "ddim y naill na’r llall",
        Level.FAIRLY_DISSATISFIED: "gweddol anfodlon",
        Level.VERY_DISSATISFIED: "anfodlon iawn",
        Level.COMPLETELY_DISSATISFIED: "hollol anfodlon",
    },
    names={
        "ask_for_person": "gofyn am y person",
        "who_is_calling": "pwy sy’n ffonio",
        "left_with_other": "os yw rhywun arall yn ateb",
        "safe_to_talk": "a yw’n ddiogel siarad",
        "introduction": "cyflwyniad",
        "introduction_again": "cyflwyniad wrth barhau",
        "closing": "cloi",
        "person": "person",
        "interviewer": "cyfwelydd",
        "agency": "asiantaeth",
        "agency_number": "rhif yr asiantaeth",
        "force": "heddlu",
        "force_number": "rhif yr heddlu",
        "minutes": "munudau",
        "check_page": "tudalen wirio",
        "percent": "canran",
        "dont_know": "ddim yn gwybod",
        "refused": "gwell peidio â dweud",
        "not_applicable": "ddim yn berthnasol",
        "name": "enw",
        "phone": "rhif ffôn",
        "modules": "y math o drosedd neu ddigwyddiad (modules)",
    },
)
POLISH = PageWords(
    interviewed="To jest wszystko, co mówią i o co pytają nasi ankieterzy (wersja {version}). Rozmowa telefoniczna "
    "trwa około {minutes} minut. Słowa w [nawiasach] są uzupełniane w dniu rozmowy.",
    filled_in="To jest cała treść kwestionariusza (wersja {version}). Odpowiedzi zajmują około {minutes} minut. Słowa "
    "w [nawiasach] są uzupełniane w danym dniu.",
    known_before="Niektóre pytania zależą od tego, co wiadomo przed rozmową: {facts}.",
    anyone="Co mówimy każdemu, kto odbierze telefon",
    named_person="Co mówimy osobie, o którą prosimy",
    self_completion="Co mówimy przed pytaniami i po nich",
    questions="Pytania",
    asked_if="Tego pytania nie zadajemy wszystkim. Komu, podaje [strona po angielsku](questionnaire.md).",
    answers={
        QuestionType.SELECT_ONE: "Jedna odpowiedź",
        QuestionType.SELECT_MULTIPLE: "Dowolna liczba odpowiedzi",
        QuestionType.TEXT: "Własnymi słowami",
        QuestionType.INTEGER: "Liczba całkowita",
        QuestionType.DECIMAL: "Liczba",
        QuestionType.DATE: "Data",
    },
    up_to=", do {characters} znaków",
    optional=" (nieobowiązkowo)",
    asides={
        ReadOut.ALWAYS: "",
        ReadOut.MAY: " (można odczytać na głos)",
        ReadOut.NEVER: " (nie jest odczytywane)",
    },
    alone=" (jako jedyna odpowiedź)",
    ways_out="Można też odpowiedzieć: {answers}.",
    rotated="Kolejność odpowiedzi jest u różnych osób różna.",
    note="Wskazówka dla ankietera: {note}",
    confirmed="Jeśli odpowiedź jest nietypowa, ankieter pyta ponownie: {note}",
    counting="Jak liczymy odpowiedzi",
    seven_points="Dwa pytania o każdą część doświadczenia umieszczają odpowiedź na siedmiostopniowej skali: {points}. "
    "Jako zadowolenie liczymy: {satisfied}, a także zadowolenie bez podania stopnia.",
    left_out="Przy obliczaniu odsetków pomijamy odpowiedzi: {levels}.",
    share="{label}: liczymy osoby, które odpowiedziały {counted}, wśród osób, które udzieliły odpowiedzi.",
    agreeing="Na co można wyrazić zgodę",
    passed_on="{purpose} Przekazujemy: {fields}. Te dane niszczymy najpóźniej po {months} mies.",
    publishing="Co publikujemy",
    groups="Publikujemy te wyniki także według grup:",
    last_or="lub",
    last_and="oraz",
    levels={
        Level.COMPLETELY_SATISFIED: "całkowite zadowolenie",
        Level.VERY_SATISFIED: "duże zadowolenie",
        Level.FAIRLY_SATISFIED: "umiarkowane zadowolenie",
        Level.NEITHER: "ani jedno, ani drugie",
        Level.FAIRLY_DISSATISFIED: "umiarkowane niezadowolenie",
        Level.VERY_DISSATISFIED: "duże niezadowolenie",
        Level.COMPLETELY_DISSATISFIED: "całkowite niezadowolenie",
    },
    names={
        "ask_for_person": "prośba o rozmowę",
        "who_is_calling": "kto dzwoni",
        "left_with_other": "jeśli odbierze ktoś inny",
        "safe_to_talk": "czy można bezpiecznie rozmawiać",
        "introduction": "wprowadzenie",
        "introduction_again": "wprowadzenie przy dokończeniu rozmowy",
        "closing": "zakończenie",
        "person": "osoba",
        "interviewer": "ankieter",
        "agency": "agencja",
        "agency_number": "numer agencji",
        "force": "jednostka policji",
        "force_number": "numer policji",
        "minutes": "liczba minut",
        "check_page": "strona do sprawdzenia",
        "percent": "odsetek",
        "dont_know": "nie wiem",
        "refused": "odmowa odpowiedzi",
        "not_applicable": "nie dotyczy",
        "name": "imię i nazwisko",
        "phone": "numer telefonu",
        "modules": "rodzaj przestępstwa lub zdarzenia (modules)",
    },
)
_BY_LANGUAGE = {"en": ENGLISH, "cy": WELSH, "pl": POLISH}


def page_words(language: str) -> PageWords:
    """The page's words in a language; English where there are none."""
    return _BY_LANGUAGE.get(language, ENGLISH)
