"""The files of publications and the feed, as everyone gets them."""

import io
import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.publication.small_runs import approved, published, reviewer, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.csv_files import read_rows
from aftercall.programmes.models import Programme
from aftercall.publication import operations, page_cache, queries
from aftercall.publication.files import kept
from aftercall.publication.files.catalogue import BY_ENDING, KINDS
from aftercall.publication.files.content import content_of
from aftercall.publication.models import Publication

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SITE = "https://survey.example.org"
ATOM = "{http://www.w3.org/2005/Atom}"
REASON = "One wave was counted twice."


@pytest.fixture(autouse=True)
def at_home(settings: Settings, tmp_path: Path) -> None:
    """An installation of its own, so that the files of other tests are not found."""
    settings.HOME, settings.SITE_URL = tmp_path, SITE


@pytest.fixture
def first(programme: Programme, researcher: User) -> Publication:
    return published(small_run(programme, researcher), researcher)


def corrected(first: Publication, programme: Programme, researcher: User) -> Publication:
    again = small_run(programme, researcher, gave=100)
    return published(again, researcher, at=LATER + timedelta(days=7), correction=REASON)


def withdraw(publication: Publication) -> None:
    at = LATER + timedelta(days=30)
    operations.withdraw(publication=publication, reason=REASON, actor=reviewer(), at=at)


def address(publication: Publication, ending: str, *, superseded: bool = False) -> str:
    mark = "-superseded" if superseded else ""
    return reverse("publication:file", args=[publication.slug, f"victim-satisfaction-{publication.slug}{mark}{ending}"])


def entries() -> list[ET.Element]:
    feed = ET.fromstring(Client().get(reverse("publication:feed")).content)  # noqa: S314 - written by the product
    return feed.findall(f"{ATOM}entry")


def test_every_file_can_be_downloaded_and_the_second_reader_gets_the_kept_one(
    first: Publication, settings: Settings
) -> None:
    page = Client().get(reverse("publication:result", args=[first.slug])).content.decode()
    for kind in KINDS:
        url = address(first, kind.ending)
        assert url in page
        response = Client().get(url)
        assert (response.status_code, response["Content-Type"]) == (200, kind.content_type)
        assert url.rpartition("/")[2] in response["Content-Disposition"]
    [place] = (Path(settings.HOME) / "publications").glob("*.ods")
    place.write_bytes(b"as it was kept")
    assert Client().get(address(first, ".ods")).content == b"as it was kept"


def test_a_job_makes_the_files_so_that_pages_give_their_sizes(first: Publication) -> None:
    [offered, *_] = kept.downloads(first, SITE)
    assert offered.size is None
    assert kept.make_files(at=LATER) == len(KINDS)
    assert kept.make_files(at=LATER) == 0
    [offered, *_] = kept.downloads(first, SITE)
    assert offered.size == len(Client().get(offered.url).content)


def test_a_job_deletes_the_files_of_withdrawn_results(first: Publication, settings: Settings) -> None:
    folder = Path(settings.HOME) / "publications"
    content = content_of(first, SITE)
    kept.file_of(content, BY_ENDING[".csv"])
    withdraw(first)
    page_cache.empty()
    assert kept.make_files(at=LATER) == 0
    assert list(folder.glob("*.csv")) == []


def test_the_data_lead_to_their_metadata_which_name_the_file(first: Publication) -> None:
    response = Client().get(address(first, ".csv"))
    described = f"{address(first, '.csv')}-metadata.json"
    assert response["Link"].startswith(f"<{described.rpartition('/')[2]}>")
    assert json.loads(Client().get(described).content)["url"] == described.rpartition("/")[2].removesuffix(
        "-metadata.json"
    )
    [row] = read_rows(io.StringIO(response.content.decode()))
    assert (row["measure"], row["n"], row["percent"]) == ("whole", "200", "80.0")


def test_what_is_not_public_has_no_file(programme: Programme, researcher: User) -> None:
    publication = approved(small_run(programme, researcher), researcher)
    assert Client().get(address(publication, ".csv")).status_code == 404
    assert entries() == []


@pytest.mark.parametrize("name", ["figures.csv", "victim-satisfaction-.csv", "..%2Fsecret", "x.pdf"])
def test_another_name_is_no_file(first: Publication, name: str) -> None:
    assert Client().get(reverse("publication:result", args=[first.slug]) + name).status_code == 404


def test_corrected_figures_keep_their_files_which_say_so(
    first: Publication, programme: Programme, researcher: User
) -> None:
    before = Client().get(address(first, ".pdf")).content
    later = corrected(first, programme, researcher)
    for superseded in (False, True):
        response = Client().get(address(first, ".csv", superseded=superseded))
        assert response.status_code == 200
        assert "-superseded.csv" in response["Content-Disposition"]
    assert Client().get(address(first, ".pdf")).content != before
    described = json.loads(Client().get(address(first, ".csv-metadata.json", superseded=True)).content)
    assert described["dc:isReplacedBy"] == SITE + reverse("publication:result", args=[later.slug])
    described = json.loads(Client().get(address(later, ".csv-metadata.json")).content)
    assert described["dc:replaces"] == SITE + reverse("publication:result", args=[first.slug])
    assert REASON in described["dc:description"]


def test_withdrawn_results_have_no_files_and_the_feed_says_so(first: Publication) -> None:
    withdraw(first)
    response = Client().get(address(first, ".csv"))
    assert response.status_code == 410
    assert "withdrawn" in response.content.decode()
    newest, oldest = entries()
    assert "80%" not in (oldest.findtext(f"{ATOM}summary") or "")
    assert newest.findtext(f"{ATOM}title") == f"Withdrawn: {first.title}"
    assert REASON in (newest.findtext(f"{ATOM}summary") or "")


def test_corrected_results_can_be_withdrawn_too(first: Publication, programme: Programme, researcher: User) -> None:
    later = corrected(first, programme, researcher)
    withdraw(first)
    page = Client().get(reverse("publication:result", args=[first.slug])).content.decode()
    assert "withdrawn" in page
    assert reverse("publication:result", args=[later.slug]) in page
    assert "80%" not in page
    assert Client().get(address(first, ".csv")).status_code == 410
    assert list(queries.in_force()) == [later]
    assert not any("80%" in (entry.findtext(f"{ATOM}summary") or "") for entry in entries())


def test_the_feed_has_what_the_standard_requires_also_when_it_is_empty(
    db: None, programme: Programme, researcher: User
) -> None:
    for expected in (0, 1, 3):
        response = Client().get(reverse("publication:feed"))
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        check_against_the_standard(ET.fromstring(response.content), expected)  # noqa: S314 - written by the product
        if expected == 0:
            first = published(small_run(programme, researcher), researcher)
        elif expected == 1:
            corrected(first, programme, researcher)


def check_against_the_standard(feed: ET.Element, expected: int) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2."""
    assert feed.tag == f"{ATOM}feed"
    found = feed.findall(f"{ATOM}entry")
    assert len(found) == expected
    for one in (feed, *found):
        for name in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{name}")) == 1
            assert one.findtext(f"{ATOM}{name}")
        assert UUID((one.findtext(f"{ATOM}id") or "").removeprefix("urn:uuid:"))
        alternate = [link.get("href", "") for link in one.findall(f"{ATOM}link") if link.get("rel") == "alternate"]
        assert len(alternate) == 1
        assert alternate[0].startswith(SITE)
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"] == [
        SITE + reverse("publication:feed")
    ]
    ids = [one.findtext(f"{ATOM}id") for one in found]
    assert len(set(ids)) == len(ids)
    moments = [one.findtext(f"{ATOM}updated") or "" for one in found]
    assert moments == sorted(moments, reverse=True)


def test_ids_stay_when_the_site_moves(first: Publication, settings: Settings) -> None:
    before = [one.findtext(f"{ATOM}id") for one in entries()]
    settings.SITE_URL = "https://elsewhere.example.org"
    assert [one.findtext(f"{ATOM}id") for one in entries()] == before
