"""The page of a wave: its state, its flow and the next actions."""

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import new_version
from tests.programmes.views.sending import page
from tests.world import drawn_wave, fresh, loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import ExtractLoad

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def test_chart_and_table_show_the_complete_flow(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    shown, flow = page(client, "wave", wave), wave.load.flow
    for count in (flow["read"], flow["rejected"], sum(flow["excluded"].values()), flow["repeats"], flow["frame"]):
        assert shown.count(f">{count:,}<") >= 2


def test_every_exclusion_reason_that_applies_is_shown_by_its_label(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = loaded_wave(researcher, extract)
    shown, flow = unescape(page(client, "wave", wave)), wave.load.flow
    labels = {exclusion.code: exclusion.words for exclusion in FrameRules().all_exclusions}
    for code, count in flow["excluded"].items():
        assert (labels[code] in shown) == (count > 0 or code in flow["all_reasons"])


def test_a_new_version_changes_neither_the_page_nor_the_certificate_of_a_drawn_month(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = drawn_wave(researcher, extract)
    before = (_without_token(page(client, "wave", wave)), fresh(wave).sample.certificate)
    new_version(wave.programme, date(2024, 12, 1), sampling_fraction="0.500", calling__agency_name="Another")
    assert (_without_token(page(client, "wave", wave)), fresh(wave).sample.certificate) == before


def _without_token(shown: str) -> str:
    return re.sub('name="csrfmiddlewaretoken" value="[^"]*"', "", shown)


def test_each_reason_applies_to_at_least_as_many_records_as_it_excludes_first(researcher: User, extract: Path) -> None:
    flow = loaded_wave(researcher, extract).load.flow
    assert all(flow["all_reasons"].get(code, 0) >= count for code, count in flow["excluded"].items())
    assert sum(flow["all_reasons"].values()) > sum(flow["excluded"].values())


def test_an_old_load_without_counts_of_all_reasons_or_of_files_is_shown_without_them(
    client: Client, researcher: User, extract: Path
) -> None:
    wave = loaded_wave(researcher, extract)
    flow = {name: value for name, value in wave.load.flow.items() if name not in {"all_reasons", "deliveries"}}
    ExtractLoad.objects.update(flow=flow)
    shown = page(client, "wave", wave)
    assert "Why records were excluded" in shown
    assert "Any reason" not in shown
    assert "Files delivered" not in shown


def test_the_page_says_what_each_file_contained(client: Client, researcher: User, extract: Path) -> None:
    wave = loaded_wave(researcher, extract)
    delivery = {"file": "second.csv", "read": 7, "rejected": 1, "again": 6, "same_as": "first.csv"}
    days = {"reported_from": "2025-01-03", "reported_to": "2025-01-09"}
    shared = {"numbers": 1, "records": 100}
    ExtractLoad.objects.update(flow=wave.load.flow | {"deliveries": [delivery | days], "shared_numbers": shared})
    shown = page(client, "wave", wave)
    assert "1 telephone number on 100 records cannot belong to one person" in shown
    assert "It is the same file as first.csv" in shown
    assert "7 records, reported from 3 January 2025 to 9 January 2025. 1 rejected. 6 already delivered." in shown


def test_only_the_upload_form_is_shown_before_an_extract_is_loaded(client: Client, researcher: User) -> None:
    shown = page(client, "wave", planned_wave(researcher))
    assert "Load the extract" in shown
    assert "Record flow" not in shown
    assert "Draw the sample" not in shown


def test_a_drawn_wave_shows_its_sample_and_no_way_to_replace_the_extract(
    client: Client, researcher: User, extract: Path
) -> None:
    shown = page(client, "wave", drawn_wave(researcher, extract))
    assert "People in the sample" in shown
    assert "Replace the extract" not in shown


def test_the_page_cannot_be_posted_to(client: Client, researcher: User) -> None:
    assert client.post(reverse("programmes:wave", args=[planned_wave(researcher).pk])).status_code == 405


def test_the_page_takes_five_queries(
    client: Client, researcher: User, extract: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    wave = loaded_wave(researcher, extract)
    with django_assert_num_queries(5):  # session, user, wave, its last load, waiting decisions
        page(client, "wave", wave)
