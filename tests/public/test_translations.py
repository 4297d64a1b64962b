"""Every public page is complete in Welsh, and the key pages in Polish: no text is missing in a catalogue, and none is
shown that did not come through one."""

import importlib.util
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import override
from tests.consultations.every_page import NOW, make_published
from tests.improvements.making import agreed
from tests.publication.small_runs import signed_off, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.operations import answering
from aftercall.core import clock
from aftercall.improvements.models import Action
from aftercall.instrument.loading import load_instrument
from aftercall.programmes.models import Programme
from aftercall.publication.operations import prepare
from aftercall.publication.spoken import instruments_shown

ROOT = Path(__file__).resolve().parents[2]
SPEC = importlib.util.spec_from_file_location("catalogues", ROOT / "tools/catalogues.py")
assert SPEC
assert SPEC.loader
catalogues = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(catalogues)

# The templates of the pages that are in Polish too, and what every page has around its content.
KEY_TEMPLATES = re.compile(
    r"jinja2/(core/|[0-9]|public/(home|why|genuine|easy_read|support|opt_out|opt_out_done|too_many|parts|not_set_up)\b)"
)
KEY_ROOMS = {"config", "core", "rights"}


def texts(language: str) -> Iterator[tuple[str, str, object]]:
    """Each text of the pages with its room and translation."""
    for room, found in catalogues.rooms():
        kept = catalogues.read(catalogues.catalogue_file(room, language), language)
        for message in found:
            if message.id:
                translated = kept.get(message.id, message.context)
                yield room.name, message, translated.string if translated else ""


def missing(language: str, *, only_key_pages: bool = False) -> list[str]:
    return [
        f"{room}: {message.id}"
        for room, message, translated in texts(language)
        if not (all(translated) if isinstance(translated, tuple) else translated)
        and (not only_key_pages or is_key(room, message))
    ]


def is_key(room: str, message: object) -> bool:
    places = [place for place, _ in message.locations]
    return room in KEY_ROOMS or any(KEY_TEMPLATES.search(place) for place in places)


def test_no_text_is_missing_in_welsh() -> None:
    assert missing("cy") == []


def test_no_text_of_the_key_pages_is_missing_in_polish() -> None:
    assert missing("pl", only_key_pages=True) == []


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_translations_have_the_values_and_the_links_of_the_text(language: str) -> None:
    parts = re.compile(r"%\(\w+\)s|%%|href=\"[^\"]*\"|</?(?:strong|span|a)\b|\{\w+\}")
    for room, message, translated in texts(language):
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        for one in translated if isinstance(translated, tuple) else (translated,):
            expected = [sorted(parts.findall(text)) for text in originals]
            assert not one or sorted(parts.findall(one)) in expected, (room, one)


def test_every_catalogue_has_exactly_the_texts_of_its_room() -> None:
    for room, found in catalogues.rooms():
        for language in catalogues.LANGUAGES:
            kept = catalogues.read(catalogues.catalogue_file(room, language), language)
            assert {one.id for one in kept} == {one.id for one in found} | {""}, f"{room}: run ./go translate"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts every text that comes through a catalogue in brackets."""
    real = translation._trans

    def in_brackets(text: str) -> str:
        return f"⟦{text}⟧"

    def plural(one: str, many: str, number: int) -> str:
        return in_brackets(one if number == 1 else many)

    monkeypatch.setattr(real, "gettext", in_brackets)
    monkeypatch.setattr(real, "pgettext", lambda _, text: in_brackets(text))
    monkeypatch.setattr(real, "ngettext", plural)


UNMARKED = re.compile(r"[^\W\d_]{3,}")


def shown_text(page: str) -> str:
    """What a page shows, without what is marked as English or as code, names of languages and links to addresses."""
    for pattern in (
        r"<(script|style|code|title)\b.*?</\1>",
        r'<(\w+)[^>]* lang="[a-z]+"[^>]*>.*?</\1>',
        r"(?s)<svg.*?</svg>",
    ):
        page = re.sub(pattern, " ", page[page.index("<body") :] if "<body" in page else page, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", page)


def outside_brackets(text: str) -> str:
    """The text without what is in brackets, which may be nested."""
    kept, depth = [], 0
    for character in text:
        depth += (character == "⟦") - (character == "⟧")
        if depth == 0 and character not in "⟦⟧":
            kept.append(character)
    return "".join(kept)


# Names, which are the same in every language, and what is written beside a code.
NAMES = {"Aftercall", "Cymraeg", "English", "Polski", "Example", "Constabulary", "Research", "Somewhere", "Police"}
NAMES |= {
    "Crime",
    "Commissioner",
    "survey",
    "example",
    "org",
    "Beta",
    "https",
    "http",
    "CSV",
    "ODS",
    "XLSX",
    "PDF",
    "CSVW",
    "low",
}
TRANSLATED = settings.TRANSLATED_PAGES["cy"] - {"public:choose_cookies"}
CONSULTATIONS = sorted(
    name for name in TRANSLATED if name.startswith("consultations:") and name != "consultations:paper"
)
AFTER_A_FORM = {"public:complaint_done", "public:opt_out_done", "web_door:answer"}
PAGES = sorted(TRANSLATED - {*CONSULTATIONS, *AFTER_A_FORM, "consultations:paper", "communities:report"})


@pytest.mark.one_database
def test_every_text_of_every_page_comes_through_a_catalogue(
    programme: Programme, researcher: User, client: Client, marked: None
) -> None:
    run = small_run(programme, researcher)
    published = signed_off(prepare(run=run, actor=researcher, at=LATER), researcher)
    action = agreed(published, researcher, group="")
    Action.objects.update(
        you_said="Example", we_did="Example", released_by_force=researcher, released_by_body=action.proposed_by
    )
    with override("cy"):
        series = instruments_shown(run)
        given = " ".join(
            [str(series.latest.breakdowns), *(f"{one.label} {one.sentence}" for one in series.measures.values())]
        )
        known = NAMES | set(
            UNMARKED.findall(f"{given} {run.period} {run.data_digest} {run.design_digest} Ionawr Chwefror Mawrth")
            # What the force calls its survey is a name too.
            + UNMARKED.findall(run.survey.name)
        )
        addresses = {
            name: reverse(name, kwargs={"slug": published.slug} if needs_slug(name) else None)
            for name in PAGES
            if name != "publication:by_group"
        }
    assert not_translated(client, addresses, known) == {}


def not_translated(client: Client, addresses: Mapping[str, str], known: set[str]) -> dict[str, set[str]]:
    """The words on each page that came through no catalogue."""
    found = {name: untranslated_words(client, url) - known for name, url in addresses.items()}
    return {name: words for name, words in found.items() if words}


def untranslated_words(client: Client, url: str) -> set[str]:
    response = client.get(url)
    assert response.status_code == 200, url
    return set(UNMARKED.findall(outside_brackets(shown_text(response.content.decode()))))


@pytest.mark.one_database
def test_every_text_of_a_consultation_comes_through_a_catalogue(
    db: None, client: Client, marked: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    closed, token = make_published("long")
    asked = load_instrument("consultation_2", "cy")
    given = [*(one.label for one in asked.groups.values()), *(one.label for one in asked.questions)]
    given += [choice.label for one in asked.questions for choice in (*one.choices, *one.ways_out)]
    known = NAMES | set(UNMARKED.findall(" ".join(given) + " Mawrth"))
    with override("cy"):
        addresses = {
            name: reverse(name, args=consultation_arguments(name, closed.slug, token)) for name in CONSULTATIONS
        }
    assert not_translated(client, addresses, known) == {}
    found = answering.find(token)
    assert found
    for at in ("_link", "visible", "_about_1", "_about_2", "_check", "_later", "_delete", "_delete_about"):
        answering.save(response=found, token=token, draft=Draft(at=at), at=NOW)
        assert untranslated_words(client, addresses["consultations:answer"]) - known == set(), at


def consultation_arguments(name: str, closed: str, token: str) -> list[str]:
    """What is in the address of a page of consultations: the one that is open, or that is closed and published."""
    if name in {"consultations:hub", "consultations:code", "consultations:policy"}:
        return []
    if name == "consultations:answer":
        return [token]
    if name == "consultations:texts":
        return [closed, "wish"]
    return ["every-open" if name in {"consultations:begin", "consultations:consultation"} else closed]


def needs_slug(name: str) -> bool:
    return name in {"publication:result", "publication:over_time", "publication:method"}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_text_of_several_rooms_has_one_translation(language: str) -> None:
    found: dict[tuple[object, object], set[object]] = {}
    for _, message, translated in texts(language):
        found.setdefault((message.id, message.context), set()).add(translated or None)
    assert {key: values for key, values in found.items() if len(values - {None}) > 1} == {}
