"""The forms of what identifies people in a text: numbers, addresses of every kind, references, dates and links.

Each pattern finds too much rather than too little. Where a pattern has a group `what`, only that is meant.
"""

import re

_LETTER = r"[^\W\d_]"
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?|ionawr|chwefror|[mf]awrth|ebrill|[mf]ai|[mf]ehefin|g?orffennaf|awst|[mf]edi|hydref"
    r"|[td]achwedd|rh?agfyr)"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th|af|il|ydd|ed|fed|eg)?"
_DIGIT_WORD = (
    r"(?:zero|nought|oh|o|one|two|three|four|five|six|seven|eight|nine|double|treble|triple"
    r"|dim|sero|un|dau|tri|pedwar|pump|chwech|saith|wyth|naw)"
)
# Kinds of street that are hardly ever anything else, and those that are also ordinary words.
_STREET = (
    r"(?:street|road|rd|avenue|ave|lane|crescent|cres|terrace|gardens|gdns|grove|mews|parade|embankment|wharf|quay"
    r"|cottages|villas|buildings|estate|broadway|boulevard|cul-de-sac|stryd|heol|ffordd|rhodfa|teras|cilgant|gerddi)"
)
_STREET_OR_WORD = (
    r"(?:st|ln|close|cl|drive|dr|way|court|ct|place|pl|square|sq|hill|park|row|walk|rise|view|green|house|heights|mount"
    r"|bank|yard|gate|croft|field|fields|meadow|meadows|end|side|rhes|clos|maes)"
)
_BETWEEN = (
    r"(?!(?:in|the|to|my|our|his|her|their|your|a|an|at|on|from|and|or|were|was|came|of|for|by|no|people|officers"
    r"|minutes|hours|days|weeks|months|years|times|with|long|cars)\b)"
)
_NUMBER = r"(?:(?:flat|unit|number|no\.?|apartment|apt|rhif|fflat)\s*)?\d{1,4}\s?[a-f]?(?:\s?[-–/]\s?\d{1,4}[a-f]?)?"
_NAME_WORD = rf"{_BETWEEN}{_LETTER}[\w'’.-]*"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’.-]*"
_WELSH_STREET = (
    r"(?:heol|stryd|ffordd|l[oô]n|rhodfa|clos|maes|bryn|teras|cilgant|gerddi|rhes|cwrt|plas|parc|pen-y-\w+|t[yŷ])"
)
_LINKING = r"(?:\s+(?:y|yr|ap|ab|and|a))?"
_REFERENCE = r"[a-z]{0,4}[-/]?\d[\w/-]*(?:\s+of\s+\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?)?"
_OF_A_CASE = (
    r"(?:(?:crime|incident|occurrence|case|cad|niche|log|collar|badge|warrant|policy|claim|trosedd|drosedd|digwyddiad)"
    r"(?:\s+(?:number|no\.?|ref(?:erence)?|rhif))+|ref(?:erence)?(?:\s+(?:number|no\.?))?|log|crn|urn|cad"
    r"|g?cyfeirnod|rhif\s+(?:y\s+)?(?:d?trosedd|drosedd|digwyddiad))"
)
_BEFORE_A_VALUE = r"(?:\s*[:#=-]?\s*|\s+)(?:(?:is|was|oedd|yw|ydy|the|it|number)\s+)*"
_DOMAIN = r"(?:com|org|net|info|uk|wales|cymru|tv|me|io|example|eu|ie|gov|co)"
_PLATFORM = r"(?:instagram|insta|snapchat|snap|tiktok|tik tok|twitter|x|facebook|fb|telegram|discord|youtube)"


def _plain(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# Kind and pattern, the surest first.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", _plain(r"(?<![\w.+'-])[\w.+'-]{1,64}@[\w-]+(?:\.[\w-]+)+")),
    (
        "email",
        _plain(
            r"(?<![\w.+-])[\w.+-]{1,64}(?:\s+(?:dot|dash|underscore)\s+[\w-]{1,64}){0,4}"
            rf"\s+at\s+[\w-]+(?:\s+dot\s+\w+){{0,3}}\s+dot\s+{_DOMAIN}\b"
        ),
    ),
    ("link", _plain(r"(?:https?://|www\.)\S*[\w/]")),
    ("link", _plain(rf"(?<![\w@.])(?<!-)[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,3}}\.{_DOMAIN}\b(?:/\S*[\w/])?")),
    ("link", _plain(r"(?<!\w)@\w[\w.]*\w")),
    (
        "link",
        _plain(
            rf"\b{_PLATFORM}\b(?:\s+(?:name|account|handle|profile|page))?"
            r"(?:\s*:\s*|\s+(?:is|as|yw|called)\s+)(?P<what>[\w.]{3,}\w)"
        ),
    ),
    ("link", _plain(r"\b(?:username|user name|handle|profile)(?:\s*:\s*|\s+(?:is|was|yw)\s+)(?P<what>[\w.]{3,}\w)")),
    ("link", _plain(rf"(?<!\w){_LETTER}+\d*_\w+")),
    ("postcode", _plain(r"\b(?=[a-z ]{1,4}\d)[a-z]{1,2}[0-9oi][a-z0-9]?\s*[0-9o][abd-hjlnp-uw-z]{2}\b")),
    ("postcode", re.compile(r"\b(?![ABM]\d)[A-Z]{1,2}\d{1,2}[A-Z]?\b(?!\s?[A-Z]{3}\b)")),
    (
        "postcode",
        _plain(r"\b(?:post\s?code|cod\s+post)\b(?:\s+(?:is|was|yw|oedd))?\s*:?\s*(?P<what>[a-z]{1,2}\d[a-z\d]?)\b"),
    ),
    ("date", re.compile(r"(?<![\w/.-])\d{1,2}[/.\s-]\d{1,2}[/.\s-](?:1[89]|20)?\d{2}(?![\w/-])")),
    ("date", re.compile(r"(?<![\w/.-])(?:1[89]|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}(?![\w/-])")),
    ("date", _plain(rf"\b{_DAY}(?:\s+(?:of|o))?\s+{_MONTHS},?\s+'?(?:\d{{4}}|\d{{2}})\b")),
    ("date", _plain(rf"\b{_MONTHS}\s+{_DAY},?\s+\d{{4}}\b")),
    (
        "date",
        _plain(
            r"\b(?:born|dob|birthday|birth|geni|pen-blwydd|ganwyd)\b[\w\s:]{0,12}?"
            rf"(?P<what>(?:{_DAY}(?:\s+(?:of|o))?\s+)?{_MONTHS}(?:\s+{_DAY})?)\b"
        ),
    ),
    ("date", _plain(r"\b(?:born|dob|birth|geni|ganwyd)\b\s*(?:in|yn|oedd|was|is|:)*\s*(?P<what>(?:1[89]|20)\d{2})\b")),
    ("phone", re.compile(r"(?<![\w/£])(?:\+|\(?0)\d?[\d\s().-]{7,18}\d(?![\w/])(?:\s*ext\.?\s*\d+)?")),
    ("phone", re.compile(r"(?<![\w/£.,-])\d{3}[\s-]\d{4}(?![\w/-]|,\d)")),
    ("phone", _plain(rf"\b(?:{_DIGIT_WORD}[\s,-]+){{5,}}{_DIGIT_WORD}\b")),
    ("vehicle", _plain(r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b")),
    ("vehicle", re.compile(r"\b(?:[A-Z]\d{1,3}\s?[A-Z]{3}|[A-Z]{3}\s?\d{1,3}[A-Z]|[A-Z]{1,2}Z\s?\d{1,4})\b")),
    (
        "vehicle",
        _plain(
            r"\b(?:reg(?:istration)?|plates?|cofrestru)\b(?:\s+(?:number|no\.?|is|was|yw|oedd))*\s*:?\s*"
            r"(?P<what>(?=[a-z0-9 ]{0,7}\d)[a-z0-9]{1,4}\s?[a-z0-9]{2,4})\b"
        ),
    ),
    ("crime reference", _plain(rf"\b{_OF_A_CASE}{_BEFORE_A_VALUE}(?P<what>{_REFERENCE})")),
    ("crime reference", _plain(r"(?<![\w/-])(?=(?:[a-z/-]*\d){5})[a-z0-9]+(?:[/-][a-z0-9]+)+(?![\w/])")),
    ("crime reference", re.compile(r"(?<![\w£.,])(?=\w*\d{5})[A-Z]{0,4}\d{5,}[A-Z]{0,3}(?!\w|,\d)")),
    ("crime reference", re.compile(r"(?<![\w£.,])\d{2,4}(?:[\s-]\d{2,4}){2,}(?!\w|,\d)")),
    ("address", _plain(rf"\b{_NUMBER},?\s+(?:{_NAME_WORD}\s+){{0,3}}{_STREET}\b")),
    ("address", _plain(rf"\b{_NUMBER},?\s+(?:{_NAME_WORD}\s+){{1,2}}{_STREET_OR_WORD}\b")),
    ("address", re.compile(rf"\b\d{{1,4}}[a-f]?,?\s+(?:The|Y|Yr)\s+{_CAPITAL}")),
    (
        "address",
        re.compile(
            rf"\b(?!The\b|My\b|Our\b|A\b|This\b|That\b)(?:{_CAPITAL}\s+){{1,3}}(?i:{_STREET}|{_STREET_OR_WORD})\b"
        ),
    ),
    ("address", _plain(rf"\b{_NUMBER},?\s+{_WELSH_STREET}{_LINKING}\s+{_LETTER}[\w'’-]*")),
    ("address", re.compile(rf"\b(?i:{_WELSH_STREET}){_LINKING}(?:\s+{_CAPITAL})+")),
    ("address", _plain(r"\b(?:flat|apartment|apt|fflat|room|unit|ystafell)\s+(?:number\s+)?\d{1,4}[a-f]?\b")),
)
