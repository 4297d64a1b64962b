"""The meeting pack: what it says, and that everyone can read it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from pptx import Presentation
from tests.fieldwork.making import make_programme, make_user
from tests.fieldwork.views.pages import words
from tests.improvements.making import AFTERWARDS, AREAS, Q1, Q2, Q3, Q4, agreed, proposed, quarter

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.documents import Picture, Table
from aftercall.improvements import operations, queries
from aftercall.improvements.pack.content import Pack, pack_of
from aftercall.improvements.pack.printed import document
from aftercall.improvements.pack.slides import slides

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return make_user(Role.RESEARCHER, "author", signed=False)


@pytest.fixture
def pack(author: User) -> Pack:
    usual = {**AREAS, "East": (400, 60.0)}
    first = quarter(make_programme(), author, Q1, usual)
    agreed(first, author)
    proposed(first, author, group="South")
    quarter(first.run.programme, author, Q2, usual)
    quarter(first.run.programme, author, Q3, usual)
    quarter(first.run.programme, author, Q4, {**usual, "North": (400, 90.0)})
    operations.take_looks(at=AFTERWARDS)
    latest = queries.latest_results()
    assert latest
    return pack_of(latest, today=AFTERWARDS.date())


def test_it_holds_what_is_published_and_what_may_be_said_of_it(pack: Pack) -> None:
    assert [(one.label, one.share) for one in pack.headlines] == [("The whole experience", 0.8)]
    assert [point.percent for point in pack.trend] == [80.0] * 4
    [funnel] = pack.funnels
    assert {one.label: one.zone for one in funnel.places} == {"North": "alarm", "South": "within", "East": "alarm"}
    south, north = pack.actions
    assert (south.verdict, south.text) == ("Waiting for both sides", "")
    assert north.verdict == "Clear change"
    assert "interval" in north.text


@pytest.mark.one_database
def test_a_group_in_which_everybody_is_satisfied_is_in_the_funnel_too(author: User) -> None:
    """As on the page of published figures: limits follow the design of the whole, not that of each group."""
    found = pack_of(quarter(make_programme(), author, Q1, {**AREAS, "West": (40, 100.0)}), today=AFTERWARDS.date())
    sizes = {one.label: (round(one.size), one.zone) for one in found.funnels[0].places}
    assert sizes["West"] == (39, "alarm")  # the whole has 1,200 people, and intervals of 4 standard errors


def test_quotations_are_marked_as_such(pack: Pack) -> None:
    quoted = replace(pack, quotations=[("Nobody rang [removed] back.", "Victim of burglary")])
    [table] = [part for part in document(quoted).parts if isinstance(part, Table) and "own words" in part.caption]
    assert list(table.rows) == [("Victim of burglary", "Nobody rang [removed] back.")]
    deck = Presentation(BytesIO(slides(quoted, at=AFTERWARDS)))
    assert "In people’s own words" in [slide.shapes.title.text for slide in deck.slides if slide.shapes.title]
    assert pack.quotations == []


def test_the_slides_have_titles_numbers_notes_and_alternative_texts(pack: Pack, author: User) -> None:
    content = slides(pack, at=AFTERWARDS)
    deck = Presentation(BytesIO(content))
    charts = []
    for place, slide in enumerate(deck.slides):
        assert slide.shapes.title.text
        assert slide.notes_slide.notes_text_frame.text
        assert place == 0 or any("Slide Number" in shape.name for shape in slide.placeholders)
        for shape in slide.shapes:
            charts += [shape.chart] if shape.has_chart else []
            if shape.has_chart or shape.has_table:
                assert shape.element.nvGraphicFramePr.cNvPr.get("descr")
    assert len(charts) == 3
    assert list(charts[0].plots[0].series[0].values) == [0.8]
    text = " ".join(part.decode("utf-8", "ignore") for part in parts(content))
    assert author.name not in text
    assert author.email not in text
    assert 'name="Aftercall"' in text


def test_results_without_headlines_have_slides_too(pack: Pack) -> None:
    deck = Presentation(BytesIO(slides(replace(pack, headlines=[]), at=AFTERWARDS)))
    assert "No figure is shown." in [shape.text for shape in deck.slides[1].shapes if shape.has_text_frame]


def parts(content: bytes) -> list[bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def test_the_pdf_has_the_same_with_tables_beside_the_charts(pack: Pack) -> None:
    shown = document(pack)
    pictures = [part for part in shown.parts if isinstance(part, Picture)]
    assert [part.alternative.partition(" ")[0] for part in pictures] == ["Line", "Funnel"]
    assert len([part for part in shown.parts if isinstance(part, Table)]) == 6
    assert shown.pdf().startswith(b"%PDF")


def test_both_sides_download_it(
    author: User, client_signed_in_as: Callable[[Role | None], Client], at: Callable[[datetime], None]
) -> None:
    at(AFTERWARDS)
    client = client_signed_in_as(Role.COMMISSIONER)
    assert "no pack until results" in words(client.get("/actions/pack/pdf/", follow=True))
    quarter(make_programme(), author, Q1)
    for kind, start in (("slides", b"PK"), ("pdf", b"%PDF")):
        response = client.get(f"/actions/pack/{kind}/")
        assert response.content.startswith(start)
        assert "meeting-pack-2026-03-26" in response["Content-Disposition"]
