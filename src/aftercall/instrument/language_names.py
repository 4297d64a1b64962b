"""Languages by their codes, and what they are called."""

# Names of languages by code: the English one first, then others by which authors write a language without its code.
NAMES = {
    code: names.split(", ")
    for code, names in {
        "en": "english, eng, anglais, inglés, ingles, inglês",
        "cy": "welsh, cymraeg",
        "pl": "polish, polski",
        "am": "amharic",
        "ar": "arabic, العربية, arabe",
        "bn": "bengali, bangla, বাংলা",
        "bs": "bosnian",
        "bg": "bulgarian, български",
        "cs": "czech, čeština",
        "da": "danish, dansk",
        "de": "german, deutsch",
        "el": "greek, ελληνικά",
        "es": "spanish, español, espanol, castellano",
        "et": "estonian",
        "fa": "persian, farsi, dari, فارسی",
        "fi": "finnish, suomi",
        "fr": "french, français, francais",
        "ga": "irish, gaeilge",
        "gd": "scottish gaelic, gàidhlig",
        "gu": "gujarati",
        "ha": "hausa",
        "he": "hebrew",
        "hi": "hindi, हिन्दी",
        "hr": "croatian",
        "ht": "haitian creole, creole, kreyòl",
        "hu": "hungarian, magyar",
        "hy": "armenian",
        "id": "indonesian, bahasa indonesia, bahasa",
        "ig": "igbo",
        "it": "italian, italiano",
        "ja": "japanese, 日本語",
        "ka": "georgian",
        "km": "khmer",
        "ko": "korean, 한국어",
        "ku": "kurdish, kurmanji, sorani",
        "ln": "lingala",
        "lo": "lao",
        "lt": "lithuanian, lietuvių",
        "lv": "latvian, latviešu",
        "mg": "malagasy",
        "mk": "macedonian",
        "my": "burmese, myanmar",
        "ne": "nepali, नेपाली",
        "nl": "dutch, nederlands",
        "no": "norwegian, norsk",
        "pa": "panjabi, punjabi",
        "ps": "pashto",
        "pt": "portuguese, português, portugues",
        "ro": "romanian, română, moldovan",
        "ru": "russian, русский",
        "rw": "kinyarwanda",
        "si": "sinhala",
        "sk": "slovak, slovenčina",
        "sl": "slovenian",
        "so": "somali, soomaali",
        "sq": "albanian, shqip",
        "sr": "serbian",
        "sv": "swedish, svenska",
        "sw": "swahili, kiswahili",
        "ta": "tamil, தமிழ்",
        "th": "thai",
        "ti": "tigrinya",
        "tl": "tagalog, filipino",
        "tr": "turkish, türkçe",
        "uk": "ukrainian, українська",
        "ur": "urdu, اردو",
        "uz": "uzbek",
        "vi": "vietnamese, tiếng việt",
        "yo": "yoruba",
        "zh": "chinese, 中文",
        "zu": "zulu, isizulu",
    }.items()
}


def english_name(code: str) -> str:
    """What the language with this code is called in English; empty if it is not known."""
    names = NAMES.get(primary(code))
    return names[0].title() if names else ""


def primary(code: str) -> str:
    """The code of a language without its region or script: 'en' for 'en-GB'."""
    return code.split("-", maxsplit=1)[0].casefold()
