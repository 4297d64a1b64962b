"""A consultation as a paper form, from the same questionnaire."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from aftercall.consultations.demographics import Characteristic, asked
from aftercall.consultations.models import Consultation, WhoCanAnswer
from aftercall.consultations.routing import answered_only_if
from aftercall.consultations.spoken import of_page
from aftercall.core.documents import footer
from aftercall.core.languages import has_page, tag
from aftercall.core.pdf import pdf
from aftercall.core.words import day
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question, QuestionType

_TICK_ONE = gettext_noop("Tick one box")
_HINTS = {
    QuestionType.SELECT_ONE: _TICK_ONE,
    QuestionType.SELECT_MULTIPLE: gettext_noop("Tick all that apply"),
    QuestionType.DATE: gettext_noop("Day, month and year"),
}


def paper_pdf(consultation: Consultation, site: str) -> bytes:
    """The form as a PDF file, in the language of the page. site: the address of the site."""
    return pdf("consultations/paper.typ", paper_data(consultation, of_page(consultation.instrument), site))


def other_languages(consultation: Consultation) -> list[tuple[str, str]]:
    """The codes and names of the languages other than English in which the form can be had."""
    return [
        (one.code, one.name)
        for one in of_page(consultation.instrument).languages
        if one.code in settings.TRANSLATED_PAGES and has_page("consultations:paper", one.code)
    ]


def paper_data(consultation: Consultation, instrument: Instrument, site: str) -> dict[str, Any]:
    """What the form shows. What staff wrote is in English, and the questions in the language of the instrument."""
    sections = list(_sections(instrument))
    return {
        "language": tag(),
        "asked_in": instrument.language.code,
        "page_words": [_("Page"), _("of")],
        "title": consultation.title,
        "asked_by": consultation.asked_by,
        "summary": consultation.summary,
        "headings": {
            "why": _("Why we are asking"),
            "decides": _("Who decides"),
            "send": _("Where to send this form"),
            "code": _("If you have received a letter with a code, copy the code here:"),
            "office": _("For the office: form number"),
        },
        "why": _paragraphs(consultation.why),
        "decides": _paragraphs(consultation.decides),
        "takes_codes": consultation.entry != WhoCanAnswer.ANYONE,
        "how": [
            _how_else(consultation, site),
            _(
                "Taking part is up to you, and you can leave out any question. We do not ask who you are: please do "
                "not write names, addresses or phone numbers."
            ),
            _("Please do not report a crime here. Call 101 or, in an emergency, 999."),
        ],
        "sections": [*sections, _about(consultation, sum(len(one["questions"]) for one in sections))],
        "send": consultation.return_address.splitlines(),
        "kept": _(
            "We type your answers in, keep them encrypted, and destroy this form and the answers when they are no "
            "longer needed. Once you have sent the form we cannot find yours again, because it does not say who you "
            "are."
        ),
        "footer": footer(f"{consultation.asked_by}: {consultation.title}"),
    }


def _how_else(consultation: Consultation, site: str) -> str:
    address = f"{site}{reverse('consultations:consultation', args=[consultation.slug])}"
    until = _("Please answer by the end of %(day)s.") % {"day": day(consultation.closes_on)}
    elsewhere = _("You can also answer, and read documents, at %(address)s") % {"address": address}
    return f"{until} {elsewhere}"


def _paragraphs(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n\n")


def _sections(instrument: Instrument) -> Iterator[dict[str, Any]]:
    answered = [question for question in instrument.questions if question.is_answered]
    numbers = {question.name: number for number, question in enumerate(answered, start=1)}
    for group, questions in groupby(answered, key=lambda question: question.group):
        heading = instrument.groups[group].label if group in instrument.groups else ""
        yield {
            "heading": heading,
            "note": "",
            "language": instrument.language.code,
            "questions": [_question(instrument, question, numbers) for question in questions],
        }


def _question(instrument: Instrument, question: Question, numbers: Mapping[str, int]) -> dict[str, Any]:
    routing, routing_language = answered_only_if(instrument, question, numbers)
    usual = _HINTS.get(question.type, "")
    return {
        "number": numbers[question.name],
        "label": question.label,
        "hint": question.hint or (usual and _(usual)),
        "hint_language": instrument.language.code if question.hint else tag(),
        "routing": routing,
        "routing_language": routing_language or tag(),
        "options": [{"label": choice.label, "heading": ""} for choice in question.choices or question.ways_out],
        "lines": 0 if question.choices else 6 if question.type is QuestionType.TEXT else 1,
    }


def _about(consultation: Consultation, before: int) -> dict[str, Any]:
    characteristics = asked(consultation.listed_areas)
    return {
        "heading": _("About you"),
        "note": _("Answer only if you want to. These answers show whose views we have heard."),
        "language": tag(),
        "questions": [
            _characteristic(one.in_own_words(), before + place) for place, one in enumerate(characteristics, start=1)
        ],
    }


def _characteristic(one: Characteristic, number: int) -> dict[str, Any]:
    options, headings = [], set[str]()
    for category in one.categories:
        options.append({"label": category.label, "heading": "" if category.heading in headings else category.heading})
        headings.add(category.heading)
    options.append({"label": _("Prefer not to say"), "heading": ""})
    return {
        "number": number,
        "label": one.question,
        "hint": one.hint or _(_TICK_ONE),
        "hint_language": tag(),
        "routing": "",
        "routing_language": tag(),
        "options": options,
        "lines": 0,
    }
