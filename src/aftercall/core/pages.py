"""The Jinja2 environment that renders every page, with the macros of GOV.UK Frontend."""

import json
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils import translation
from jinja2 import BaseLoader, ChoiceLoader, Environment, PackageLoader, PrefixLoader
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from aftercall.core import languages, words
from aftercall.core.commands import command
from aftercall.core.flow_chart import flow_chart
from aftercall.frames.layout import labelled

# Where Escape and 'Leave this site' lead: an everyday page that reveals nothing about the person who left.
NEUTRAL_PAGE = "https://www.bbc.co.uk/weather"


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """Create the environment. Django's Jinja2 backend calls this once, with its own loader and options."""
    macros = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    env = Environment(loader=ChoiceLoader([loader, macros]), **options)  # noqa: S701 - Django passes autoescape=True
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True  # a text may go on in the next line of a template
    env.install_gettext_callables(  # type: ignore[attr-defined]  # of the extension
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    env.globals.update(
        url=languages.address,
        language=languages.tag,
        static=static,
        command=command,
        flow_chart=flow_chart,
        is_demo=is_demo,
        second_factor_is_required=second_factor_is_required,
        neutral_page=NEUTRAL_PAGE,
    )
    env.filters.update(
        day=words.day,
        iso_day=words.iso_day,
        month=words.month,
        iso_month=words.iso_month,
        short_time=words.short_time,
        date_and_time=words.date_and_time,
        weekday=words.weekday,
        number=words.number,
        percent=words.percent,
        counted=words.counted,
        file_size=words.file_size,
        as_text=_as_text,
        as_json=_as_json,
        in_fours=words.in_fours,
        labelled=labelled,
        as_typed=_as_typed,
        share=words.share,
        weeks=words.weeks,
        months=words.months,
        days=words.days,
    )
    return env


def is_demo() -> bool:
    """Whether every page shows the demonstration banner."""
    return bool(settings.DEMO)


def second_factor_is_required() -> bool:
    """Whether every account must have a second factor."""
    return bool(settings.SECOND_FACTOR_REQUIRED)


def _as_typed(text: str) -> str:
    """What staff typed, which nobody has translated: marked as English on a page in another language."""
    return text if languages.is_english() or not text else Markup('<span lang="en">{}</span>').format(text)


def _as_json(value: object) -> Markup:
    """JSON for an attribute in single quotes. Objects of libraries that merely behave like mappings are allowed."""
    return htmlsafe_json_dumps(value, dumps=json.dumps, default=dict)


def _as_text(value: object) -> dict[str, object] | None:
    """A hint or an error in the form that GOV.UK's macros expect; None if there is none."""
    return {"text": value} if value else None
