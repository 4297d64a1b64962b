"""The components from which pages are built."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import engines

from aftercall.core.fields import DayField

FLOW = {"read": 1200, "rejected": 20, "excluded": {"Under 16": 70, "Domestic abuse": 10}, "repeats": 100, "frame": 1000}


@pytest.fixture
def render() -> Callable[..., str]:
    """Renders a template fragment with the given context."""

    def fragment(text: str, **context: object) -> str:
        return str(engines["jinja2"].from_string(text).render(context))

    return fragment


Render = Callable[..., str]


def text_of(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_a_flow_is_a_chart_and_a_table_of_the_same_numbers(render: Render) -> None:
    markup = render(
        "{% from 'core/components/flow.html' import flow_picture %}{{ flow_picture(flow, 150) }}", flow=FLOW
    )
    picture, table = markup.split("</svg>")
    for number in ("1,200", "20", "80", "100", "1,000", "150"):
        assert f">{number}<" in picture
        assert f">{number}<" in table
    assert "Under 16 70 Domestic abuse 10 All records excluded 80" in text_of(table)


def test_a_reason_that_is_never_the_first_is_shown_too(render: Render) -> None:
    flow = FLOW | {"all_reasons": {"Under 16": 70, "Domestic abuse": 31, "No number": 5}}
    markup = render("{% from 'core/components/flow.html' import flow_picture %}{{ flow_picture(flow) }}", flow=flow)
    text = text_of(markup)
    assert "Under 16 70 70 Domestic abuse 10 31 No number 0 5 All records excluded 80 80" in text


def test_before_the_draw_the_chart_ends_with_the_frame(render: Render) -> None:
    markup = render("{% from 'core/components/flow.html' import flow_picture %}{{ flow_picture(flow) }}", flow=FLOW)
    assert "People in the sample" not in text_of(markup)


def test_the_contents_of_each_file_are_described_in_sentences(render: Render) -> None:
    file = {"file": "a.csv", "read": 1200, "rejected": 0, "again": 30, "same_as": "b.csv"}
    file |= {"reported_from": None, "reported_to": None}
    markup = render(
        "{% from 'core/components/flow.html' import flow_deliveries %}{{ flow_deliveries([file]) }}", file=file
    )
    assert "1,200 records. None rejected. 30 already delivered. It is the same file as b.csv." in text_of(markup)


def test_progress_is_also_shown_as_text(render: Render) -> None:
    markup = render(
        "{% from 'core/components/progress.html' import progress_bar %}{{ progress_bar('p', 'Step 3: Read', 2, 6) }}"
    )
    assert '<label class="govuk-label govuk-label--m" for="p">Step 3: Read</label>' in markup
    assert text_of(markup.split("</progress>")[1]) == "2 of 6 steps completed"


def test_the_progress_within_a_step_is_shown_if_known(render: Render) -> None:
    markup = render(
        "{% from 'core/components/progress.html' import progress_bar %}{{ progress_bar('p', 'Read', 0, 6, 0.5) }}"
    )
    assert 'value="0.5"' in markup
    assert text_of(markup.split("</progress>")[1]) == "0 of 6 steps completed, and 50% of step 1"


def test_a_bar_is_shown_beside_its_figure_and_interval(render: Render) -> None:
    rows = [
        {
            "label": "Whole experience",
            "value": "82%",
            "interval": "79% to 85%",
            "share": 0.82,
            "low": 0.79,
            "high": 0.85,
        }
    ]
    markup = render(
        "{% from 'core/components/bars.html' import bar_table %}"
        "{{ bar_table('Satisfied', rows, 'Item', 'Percent', 'Interval') }}",
        rows=rows,
    )
    assert "Whole experience 82% 79% to 85%" in text_of(markup)
    assert 'width="82.0"' in markup
    assert 'd="M79.0 12H85.0' in markup


def test_a_row_without_a_figure_has_no_bar_that_would_look_like_0(render: Render) -> None:
    row = {"label": "Robbery", "value": "[c]", "interval": "Not shown: it could identify someone", "share": None}
    markup = render(
        "{% from 'core/components/bars.html' import bar_table %}"
        "{{ bar_table('Satisfied', rows, 'Item', 'Percent', 'Interval') }}",
        rows=[row],
    )
    assert "Robbery [c] Not shown: it could identify someone" in text_of(markup)
    assert "<svg" not in markup


def test_a_bar_without_an_interval_has_no_interval_line(render: Render) -> None:
    markup = render("{% from 'core/components/bars.html' import bar %}{{ bar(0.5) }}")
    assert "aftercall-bar__interval" not in markup


def test_no_template_contains_an_inline_style_or_script(project_root: Path) -> None:
    templates = list((project_root / "src").rglob("jinja2/**/*.html"))
    assert templates
    for template in templates:
        text = template.read_text()
        assert not re.search(r"\sstyle=|\son[a-z]+=", text), template.name
        assert not re.search(r"<script(?![^>]*\ssrc=)", text), template.name


def test_values_are_escaped(render: Render) -> None:
    raw = "<b>&'\""
    markup = render(
        "{% from 'core/components/table.html' import data_table %}{{ data_table(raw, [raw], [[raw, raw]]) }}"
        "{% from 'core/components/summary.html' import summary_list %}{{ summary_list([[raw, raw]]) }}"
        "{% from 'core/components/heading.html' import page_heading %}{{ page_heading(raw, raw, raw) }}"
        "{% from 'core/components/status.html' import status_tag %}{{ status_tag(raw) }}",
        raw=raw,
    )
    assert "<b>" not in markup
    # The table's region is labelled with the caption without tags.
    assert markup.count("&lt;b&gt;") == 10


class EveryFieldForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door")
    born = DayField(label="Date of birth")
    why = forms.ChoiceField(label="Why", choices=[("a", "Because"), ("b", "Otherwise")])
    agree = forms.BooleanField(label="I agree")


EVERY_FIELD = (
    "{% import 'core/components/form.html' as fields %}"
    "{{ fields.error_summary(form) }}{{ fields.text_field(form['name']) }}{{ fields.date_field(form['born']) }}"
    "{{ fields.radio_field(form['why']) }}{{ fields.select_field(form['why']) }}{{ fields.tick_field(form['agree']) }}"
)


def test_each_error_links_to_its_field(render: Render) -> None:
    markup = render(EVERY_FIELD, form=EveryFieldForm({}))
    targets = re.findall(r'<a href="#([^"]+)"', markup)
    assert targets == ["id_name", "id_born_0", "id_why", "id_agree"]
    for target in targets:
        assert f'id="{target}"' in markup


def test_an_invalid_form_keeps_what_was_entered(render: Render) -> None:
    entered = {"name": "O'Hara", "born_0": "31", "born_1": "2", "born_2": "1980", "why": "b", "agree": "on"}
    markup = render(EVERY_FIELD, form=EveryFieldForm(entered))
    assert 'value="O&#39;Hara"' in markup
    assert re.findall(r'id="id_born_\d"[^>]*value="(\d+)"', markup) == ["31", "2", "1980"]
    assert markup.count("checked") == 2
    assert "selected" in markup


def test_an_empty_form_shows_hints_and_no_errors(render: Render) -> None:
    markup = render(EVERY_FIELD, form=EveryFieldForm())
    assert "As on the door" in markup
    assert "error" not in markup


def test_an_initial_date_is_shown(render: Render) -> None:
    markup = render(EVERY_FIELD, form=EveryFieldForm(initial={"born": date(1980, 3, 31)}))
    assert re.findall(r'id="id_born_\d"[^>]*value="(\d+)"', markup) == ["31", "3", "1980"]


def test_pagination_keeps_the_filter(render: Render) -> None:
    markup = render(
        "{% from 'core/components/pages.html' import page_links %}{{ page_links(page, 'actor=user%3A1') }}",
        page=Paginator(range(1000), 10).page(50),
    )
    assert 'href="?actor=user%3A1&amp;page=49"' in markup
    assert 'href="?actor=user%3A1&amp;page=51"' in markup
    assert "⋯" in markup or "&ctdot;" in markup


def test_a_list_of_one_page_has_no_links_to_other_pages(render: Render) -> None:
    markup = render(
        "{% from 'core/components/pages.html' import page_links %}{{ page_links(page) }}",
        page=Paginator(range(3), 10).page(1),
    )
    assert not markup.strip()


def test_the_importance_table_gives_every_figure_as_text(render: Render) -> None:
    row = {
        "label": "Being kept informed",
        "importance": "0.41",
        "share": 0.41,
        "interval": "0.30 to 0.52",
        "low": 0.3,
        "high": 0.52,
        "performance": "62 %",
        "performance_share": 0.62,
        "priority": "Begin here",
    }
    markup = render(
        "{% from 'core/components/importance.html' import importance_table %}"
        "{{ importance_table('What moves the whole', rows, 'Part', 'Importance', 'Satisfied', 'Place', 'Interval') }}",
        rows=[row],
    )
    for part in (
        "<caption",
        'scope="row"',
        "0.41",
        "0.30 to 0.52",
        "62 %",
        "Begin here",
        'width="41.0"',
        'width="62.0"',
    ):
        assert part in markup
    assert markup.count('aria-hidden="true"') == 2
    assert "style=" not in markup


def test_a_table_of_bars_has_headers_and_rows(render: Render) -> None:
    markup = render(
        "{% from 'core/components/bars.html' import framed %}"
        "{% call framed('Bars', ['Part', 'Share', '', 'Chart'], 'Share') %}<tr></tr>{% endcall %}"
    )
    assert markup.count('<th scope="col"') == 3
    assert markup.count('govuk-table__header--numeric">Share') == markup.count("--numeric") == 1
    assert "<tr></tr>" in markup
