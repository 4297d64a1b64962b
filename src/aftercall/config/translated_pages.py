"""Which public pages can be read in which language. English has all. Settings read this table.

The texts are in the catalogues `locale/<language>/LC_MESSAGES/django.po` of each room (docs/translations.md)."""

from collections.abc import Mapping

_KEY_PAGES = frozenset(
    {
        "public:home",
        "public:why",
        "public:genuine",
        "public:easy_read",
        "public:support",
        "public:opt_out",
        "public:opt_out_done",
    }
)
_RESULTS = frozenset(
    {
        "publication:results",
        "publication:result",
        "publication:by_group",
        "publication:over_time",
        "publication:method",
        "publication:archive",
        "publication:upcoming",
    }
)

_CONSULTATIONS = frozenset(
    {
        "consultations:hub",
        "consultations:consultation",
        "consultations:begin",
        "consultations:paper",
        "consultations:code",
        "consultations:answer",
        "consultations:results",
        "consultations:texts",
        "consultations:moderation_log",
        "consultations:policy",
    }
)

# Language by language, the names of the views.
TRANSLATED_PAGES: Mapping[str, frozenset[str]] = {
    "cy": _KEY_PAGES
    | _RESULTS
    | _CONSULTATIONS
    | {
        "public:complaint",
        "public:complaint_done",
        "public:privacy",
        "public:cookies",
        "public:choose_cookies",
        "public:feedback",
        "public:feedback_done",
        "public:accessibility",
        "programmes:verify",
        "programmes:verify_guide",
        "communities:hearing",
        "communities:report",
        "account_login",
        "web_door:enter",
        "web_door:answer",
        "improvements:you_said",
    },
    "pl": _KEY_PAGES | {"public:choose_cookies"},
}
