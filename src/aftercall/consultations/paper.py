"""A consultation as a paper form, from the same questionnaire."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django.urls import reverse

from aftercall.consultations.demographics import Characteristic, asked
from aftercall.consultations.models import Consultation, WhoCanAnswer
from aftercall.core.documents import footer
from aftercall.core.pdf import pdf
from aftercall.core.words import day
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question, QuestionType
from aftercall.instrument.routing_words import in_words
from aftercall.questionnaires.queries import read_instrument

_VOLUNTARY = (
    "Taking part is up to you, and you can leave out any question. We do not ask who you are: please do not write "
    "names, addresses or phone numbers."
)
_HINTS = {
    QuestionType.SELECT_ONE: "Tick one box",
    QuestionType.SELECT_MULTIPLE: "Tick all that apply",
    QuestionType.DATE: "Day, month and year",
}


def paper_pdf(consultation: Consultation, site: str) -> bytes:
    """The form as a PDF file. site: the address of the site."""
    return pdf("consultations/paper.typ", paper_data(consultation, read_instrument(consultation.instrument), site))


def paper_data(consultation: Consultation, instrument: Instrument, site: str) -> dict[str, Any]:
    """What the form shows."""
    sections = list(_sections(instrument))
    return {
        "title": consultation.title,
        "asked_by": consultation.asked_by,
        "summary": consultation.summary,
        "why": _paragraphs(consultation.why),
        "decides": _paragraphs(consultation.decides),
        "takes_codes": consultation.entry != WhoCanAnswer.ANYONE,
        "how": [
            _how_else(consultation, site),
            _VOLUNTARY,
            "Please do not report a crime here. Call 101 or, in an emergency, 999.",
        ],
        "sections": [*sections, _about(consultation, sum(len(one["questions"]) for one in sections))],
        "send": consultation.return_address.splitlines(),
        "kept": "We type your answers in, keep them encrypted, and destroy this form and the answers when they are no "
        "longer needed. Once you have sent the form we cannot find yours again, because it does not say who you are.",
        "footer": footer(f"{consultation.asked_by}: {consultation.title}"),
    }


def _how_else(consultation: Consultation, site: str) -> str:
    address = f"{site}{reverse('consultations:consultation', args=[consultation.slug])}"
    until = f"Please answer by the end of {day(consultation.closes_on)}."
    return f"{until} You can also answer, and read documents, at {address}"


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
            "questions": [_question(instrument, question, numbers) for question in questions],
        }


def _question(instrument: Instrument, question: Question, numbers: Mapping[str, int]) -> dict[str, Any]:
    def refer(other: Question) -> str:
        return f"the answer to question {numbers.get(other.name, '?')}"

    routing = ""
    if question.relevant is not None:
        routing = f"Answer this only if {in_words(instrument, question.relevant.tree, refer)}."
    return {
        "number": numbers[question.name],
        "label": question.label,
        "hint": question.hint or _HINTS.get(question.type, ""),
        "routing": routing,
        "options": [{"label": choice.label, "heading": ""} for choice in question.choices or question.ways_out],
        "lines": 0 if question.choices else 6 if question.type is QuestionType.TEXT else 1,
    }


def _about(consultation: Consultation, before: int) -> dict[str, Any]:
    characteristics = asked(consultation.listed_areas)
    return {
        "heading": "About you",
        "note": "Answer only if you want to. These answers show whose views we have heard.",
        "questions": [_characteristic(one, before + place) for place, one in enumerate(characteristics, start=1)],
    }


def _characteristic(one: Characteristic, number: int) -> dict[str, Any]:
    options, headings = [], set[str]()
    for category in one.categories:
        options.append({"label": category.label, "heading": "" if category.heading in headings else category.heading})
        headings.add(category.heading)
    options.append({"label": "Prefer not to say", "heading": ""})
    return {
        "number": number,
        "label": one.question,
        "hint": one.hint or "Tick one box",
        "routing": "",
        "options": options,
        "lines": 0,
    }
