"""Returns and exports as controlled files: requested by one person, approved by another, downloaded, and erased."""

import hashlib
import io
import re
import runpy
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pyreadstat
import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from tests.conftest import Commit
from tests.evidence.conftest import SITE
from tests.publication.small_runs import published, reviewer, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consents.operations import lift_restriction_of_consents, restrict_consents
from aftercall.core import clock, vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.evidence import exporting, operations
from aftercall.evidence.building.assembling import CHANGED, BuiltReturn, build_return
from aftercall.evidence.held import files_given_out
from aftercall.evidence.models import ControlledFile, FileKind, FileState
from aftercall.evidence.processing import files_for_others
from aftercall.evidence.sealed import contents
from aftercall.handover.models import ReleasedCase
from aftercall.handover.operations import withdraw_answers
from aftercall.programmes.models import Programme, Survey
from aftercall.publication.models import Publication
from aftercall.publication.operations import withdraw
from aftercall.suppression.queries import digests_of_case

pytestmark = pytest.mark.django_db
type ClientOf = Callable[[Role | None], Client]


@pytest.fixture(autouse=True)
def clock_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def small(programme: Programme, researcher: User) -> Publication:
    """Public results with one figure and no data."""
    return published(small_run(programme, researcher), researcher)


@pytest.fixture
def file(small: Publication, researcher: User) -> ControlledFile:
    """An evidence return that waits for approval."""
    return operations.request_return(
        publication=small, purpose="You asked for it.", microdata=False, site=SITE, actor=researcher, at=LATER
    )


def export_of(publication: Publication, researcher: User, **given: Any) -> ControlledFile:
    options: dict[str, Any] = {
        "purpose": "Which victims hear nothing?",
        "recipient": "Al Analyst, Example University",
        "ends_on": LATER.date() + timedelta(days=90),
    }
    return operations.request_export(publication=publication, actor=researcher, at=LATER, **{**options, **given})


def test_it_takes_two_people_to_send_a_return_and_the_log_has_its_digest(
    file: ControlledFile, researcher: User, client_signed_in_as: ClientOf
) -> None:
    inspectorate = client_signed_in_as(Role.INSPECTORATE)
    page = reverse("evidence:sent_file", args=[file.reference])
    assert inspectorate.get(page).status_code == 404
    with pytest.raises(Refused, match="You requested this file"):
        operations.approve(file=file, actor=researcher, at=LATER)
    operations.approve(file=file, actor=reviewer(), at=LATER)
    assert file.publication.title in inspectorate.get(reverse("evidence:sent")).content.decode()
    shown = inspectorate.get(page).content.decode()
    assert file.digest in shown
    assert "Crime recording" in shown
    download = inspectorate.get(reverse("evidence:sent_download", args=[file.reference]))
    assert hashlib.sha256(download.content).hexdigest() == file.digest
    actions = ["return.requested", "return.sent", "return.downloaded"]
    entries = AuditEntry.objects.filter(subject=file.subject).order_by("pk")
    assert [(entry.action, entry.details["digest"]) for entry in entries] == [(one, file.digest) for one in actions]
    with pytest.raises(Refused, match="not waiting"):
        operations.approve(file=file, actor=reviewer(), at=LATER)


def test_what_is_refused_is_erased(file: ControlledFile, commit: Commit) -> None:
    assert len(list(contents())) == 1
    operations.refuse(file=file, reason="They need no microdata.", actor=reviewer(), at=LATER)
    commit()
    file.refresh_from_db()
    assert (file.state, file.refusal, bytes(file.sealed_content)) == ("refused", "They need no microdata.", b"")
    assert not vault.key_exists(file.ring)
    assert list(contents()) == []


@pytest.mark.one_database
def test_a_return_that_does_not_verify_is_not_even_made(
    small: Publication, researcher: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*given: Any, **options: Any) -> BuiltReturn:
        built = build_return(*given, **options)
        return replace(built, content=built.content[:-30])

    monkeypatch.setattr(operations, "build_return", damaged)
    asked: dict[str, Any] = {"publication": small, "purpose": "You asked for it.", "microdata": False, "site": SITE}
    with pytest.raises(Refused, match="does not verify"):
        operations.request_return(**asked, actor=researcher, at=LATER)
    assert not ControlledFile.objects.exists()


@pytest.mark.one_database
def test_the_inspectorate_reads_the_document_of_a_return_without_unpacking_it(
    file: ControlledFile, client_signed_in_as: ClientOf
) -> None:
    operations.approve(file=file, actor=reviewer(), at=LATER)
    inspectorate = client_signed_in_as(Role.INSPECTORATE)
    page = inspectorate.get(reverse("evidence:sent_file", args=[file.reference])).content.decode()
    guide = reverse("evidence:sent_guide", args=[file.reference])
    assert guide in page
    assert "Verified when it was made" in page
    response = inspectorate.get(guide)
    assert (response["Content-Type"], response.content[:4]) == ("application/pdf", b"%PDF")
    assert AuditEntry.objects.filter(action="return.downloaded").count() == 1
    ControlledFile.objects.update(ends_on=LATER.date() - timedelta(days=1))
    assert "cannot be downloaded now" in inspectorate.get(guide, follow=True).content.decode()


def test_a_refusal_says_why_on_the_page_of_the_file(file: ControlledFile, client_signed_in_as: ClientOf) -> None:
    other, refuse = client_signed_in_as(Role.RESEARCHER), reverse("evidence:refuse", args=[file.reference])
    page = other.post(refuse, {"reason": "They need no microdata."}, follow=True)
    assert page.redirect_chain == [(reverse("evidence:file", args=[file.reference]), 302)]
    text = page.content.decode()
    for words in ("refused and has been erased", "Why it was refused", "They need no microdata."):
        assert words in text
    assert "is not waiting" in other.post(refuse, {"reason": "Again."}, follow=True).content.decode()


@pytest.mark.one_database
def test_a_file_whose_bytes_are_not_those_that_were_made_is_not_released(file: ControlledFile) -> None:
    ControlledFile.objects.update(digest="0" * 64)
    file.refresh_from_db()
    with pytest.raises(Refused, match=r"not the one that was approved\. Tell the force’s administrator"):
        operations.approve(file=file, actor=reviewer(), at=LATER)


def test_withdrawn_results_are_not_sent(file: ControlledFile, researcher: User) -> None:
    withdraw(publication=file.publication, reason="A wave was counted twice.", actor=researcher, at=LATER)
    with pytest.raises(Refused, match="withdrawn"):
        operations.approve(file=file, actor=reviewer(), at=LATER)


def test_what_has_answers_that_were_withdrawn_since_is_not_released(
    few_people: Publication, researcher: User, client_signed_in_as: ClientOf
) -> None:
    made: dict[str, Any] = {
        "publication": few_people,
        "purpose": "You asked for it.",
        "site": SITE,
        "actor": researcher,
        "at": LATER,
    }
    assert list(files_for_others()) == []  # nobody's answers have left the force yet
    files = [operations.request_return(**made, microdata=True), export_of(few_people, researcher)]
    [activity] = files_for_others()
    assert [what for what, _, _ in activity.retention] == ["Evidence returns with answers", "Exports for analysts"]
    tables = operations.request_return(**made, microdata=False)
    case = ReleasedCase.objects.filter(returned_case__disposition="1.1").first()
    assert case is not None
    withdraw_answers(case=case, actor=SystemActor("tests"), at=LATER)
    for file in files:
        with pytest.raises(Refused, match="The answers have changed since this file was made"):
            operations.approve(file=file, actor=reviewer(), at=LATER)
    with pytest.raises(Refused, match=re.escape(CHANGED)):
        export_of(few_people, researcher)
    assert operations.approve(file=tables, actor=reviewer(), at=LATER).state == FileState.RELEASED
    # As after a backup was restored: the file is back, its key is not.
    vault.destroy_ring(tables.ring)
    page = client_signed_in_as(Role.INSPECTORATE).get(reverse("evidence:sent_file", args=[tables.reference]))
    assert "This file has been erased." in page.content.decode()
    page = client_signed_in_as(Role.RESEARCHER).get(reverse("evidence:file", args=[tables.reference]))
    assert (page.status_code, "This file has been erased." in page.content.decode()) == (200, True)


def test_a_return_with_answers_that_were_withdrawn_since_it_was_sent_is_superseded(
    few_people: Publication, researcher: User, client_signed_in_as: ClientOf, commit: Commit
) -> None:
    made: dict[str, Any] = {"publication": few_people, "purpose": "You asked for it.", "site": SITE, "at": LATER}
    sent = operations.request_return(**made, microdata=True, actor=researcher)
    operations.approve(file=sent, actor=reviewer(), at=LATER)
    tables = operations.request_return(**made, microdata=False, actor=researcher)
    inspectorate = client_signed_in_as(Role.INSPECTORATE)
    page, zip_of = (reverse(f"evidence:{name}", args=[sent.reference]) for name in ("sent_file", "sent_download"))
    assert "superseded" not in inspectorate.get(page).content.decode()
    case = ReleasedCase.objects.filter(returned_case__disposition="1.1").first()
    assert case is not None
    withdraw_answers(case=case, actor=SystemActor("tests"), at=LATER + timedelta(days=1))
    # Nobody can read it, whether or not the job has erased it already.
    assert "This return is superseded" in inspectorate.get(page).content.decode()
    assert "Superseded" in inspectorate.get(reverse("evidence:sent")).content.decode()
    assert "superseded and erased" in inspectorate.get(zip_of, follow=True).content.decode()
    assert operations.supersede_files(at=LATER) == 0
    commit()
    assert not vault.key_exists(sent.ring)
    entry = AuditEntry.objects.get(action="return.superseded")
    assert entry.details == {"digest": sent.digest, "because": "answers"}
    staff = client_signed_in_as(Role.RESEARCHER)
    assert "Send another evidence return" in staff.get("/start/").content.decode()
    assert ">Superseded<" in re.sub(
        r"\s", "", staff.get(reverse("evidence:file", args=[sent.reference])).content.decode()
    )
    assert "Superseded since." in inspectorate.get("/start/").content.decode()
    # The other return has no answers, so it replaces this one.
    operations.approve(file=tables, actor=reviewer(), at=LATER + timedelta(days=2))
    assert "has replaced it" in inspectorate.get(page).content.decode()
    replacing = inspectorate.get(reverse("evidence:sent_file", args=[tables.reference])).content.decode()
    assert "This return replaces" in replacing
    assert tables.digest in replacing


def test_files_with_answers_whose_use_is_restricted_are_held_back_until_that_is_lifted(
    few_people: Publication, researcher: User, client_signed_in_as: ClientOf
) -> None:
    made: dict[str, Any] = {"publication": few_people, "purpose": "You asked for it.", "site": SITE, "at": LATER}
    sent, waiting = (
        operations.request_return(**made, microdata=True, actor=researcher),
        export_of(few_people, researcher),
    )
    operations.approve(file=sent, actor=reviewer(), at=LATER)
    tables = operations.request_return(**made, microdata=False, actor=researcher)
    digests = digests_of_an_interviewed_person()
    assert [dict(one.facts)["Who got them"] for one in files_given_out(digests)] == ["The inspectorate"]
    restrict_consents(restriction="ABCD2345", digests=digests)

    inspectorate, staff = client_signed_in_as(Role.INSPECTORATE), client_signed_in_as(Role.RESEARCHER)
    page, zip_of = (reverse(f"evidence:{name}", args=[sent.reference]) for name in ("sent_file", "sent_download"))
    assert "This return is held back for now" in inspectorate.get(page).content.decode()
    assert "had the use of their data restricted" in inspectorate.get(zip_of, follow=True).content.decode()
    assert "Held back" in staff.get(reverse("evidence:files")).content.decode()
    assert "approve or download it" in staff.get(reverse("evidence:file", args=[waiting.reference])).content.decode()
    assert "Tell the inspectorate not to use a file for now" in staff.get("/start/").content.decode()
    with pytest.raises(Refused, match="cannot be released until that is lifted"):
        operations.approve(file=waiting, actor=reviewer(), at=LATER)
    with pytest.raises(Refused, match="leave the microdata out"):
        export_of(few_people, researcher)
    operations.approve(file=tables, actor=reviewer(), at=LATER)  # it has nobody's answers

    lift_restriction_of_consents(restriction="ABCD2345")
    assert "not use a file for now" not in staff.get("/start/").content.decode()
    sent.refresh_from_db()
    assert operations.download(file=sent, actor=researcher, at=LATER)
    operations.approve(file=waiting, actor=reviewer(), at=LATER)


def digests_of_an_interviewed_person() -> list[str]:
    case = ReleasedCase.objects.filter(returned_case__disposition="1.1").first()
    assert case is not None
    return digests_of_case(case.reference)


def test_a_return_of_withdrawn_results_cannot_be_read_any_more(file: ControlledFile, researcher: User) -> None:
    operations.approve(file=file, actor=reviewer(), at=LATER)
    withdraw(publication=file.publication, reason="A wave was counted twice.", actor=researcher, at=LATER)
    assert operations.supersede_files(at=LATER) == 1
    file.refresh_from_db()
    assert (file.state, file.superseded_because) == (FileState.SUPERSEDED, "results")


def test_an_export_has_three_formats_and_prints_the_published_figures(
    publication: Publication,
    researcher: User,
    commit: Commit,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    QuerySet(Survey).update(minimum_base=31)  # as if the programme asked for one person more
    file = export_of(publication, researcher)
    with pytest.raises(Refused, match="cannot be downloaded now"):
        operations.download(file=file, actor=researcher, at=LATER)
    assert operations.download(file=file, actor=reviewer(), at=LATER)  # to look at what they approve
    operations.approve(file=file, actor=reviewer(), at=LATER)
    file.refresh_from_db()
    content = operations.download(file=file, actor=researcher, at=LATER)
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    table = pq.read_table(tmp_path / "microdata.parquet")
    spss, about = pyreadstat.read_sav(str(tmp_path / "microdata.sav"))
    lines = (tmp_path / "microdata.csv").read_text().splitlines()
    assert table.num_rows == len(spss) == len(lines) - 1 == file.summary["people"]
    assert table.column_names == list(spss) == lines[0].split(",")
    assert about.variable_value_labels["whole"] == {0: "No", 1: "Yes"}
    assert not {"person_id", "crime_ref", "victim_ref", "month", "base_weight"} & set(table.column_names)
    readme = (tmp_path / "README.txt").read_text()
    assert "Al Analyst, Example University" in readme
    assert "at least 31 people in which at least 3 gave each answer" in readme
    script = resources.files(exporting).joinpath("reproduce.py")
    assert (tmp_path / "reproduce.py").read_bytes() == script.read_bytes()
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(script))
    shown = publication.figures.exclude(low=None)
    assert capsys.readouterr().out.splitlines()[-1] == f"{len(shown)} figures, 0 differ from those published"
    assert len(shown) > 20
    # Its time ends.
    after = LATER + timedelta(days=91)
    assert operations.erase_expired(at=after) == 1
    commit()
    file.refresh_from_db()
    assert file.state == FileState.ENDED
    with pytest.raises(Refused, match="cannot be downloaded now"):
        operations.download(file=file, actor=researcher, at=after)
    assert operations.erase_expired(at=after) == 0


@pytest.mark.parametrize("days", [-1, 400])
def test_an_export_needs_a_day_within_a_year(small: Publication, researcher: User, days: int) -> None:
    with pytest.raises(Refused, match="within a year"):
        export_of(small, researcher, ends_on=LATER.date() + timedelta(days=days))


def test_the_pages_lead_from_a_request_to_a_decision(small: Publication, client_signed_in_as: ClientOf) -> None:
    author = client_signed_in_as(Role.RESEARCHER)
    page = author.post(reverse("evidence:new_return"), {"publication": small.slug, "purpose": ""})
    assert (page.status_code, "Enter why it is sent" in page.content.decode()) == (422, True)
    sent = {"publication": small.slug, "purpose": "You asked for it."}
    page = author.post(reverse("evidence:new_return"), sent, follow=True)
    assert "so another researcher must decide about it" in page.content.decode()
    [file] = ControlledFile.objects.all()
    assert (file.kind, file.microdata) == (FileKind.RETURN, False)
    assert "Waiting for another person’s approval" in author.get(reverse("start")).content.decode()
    other = Client()
    other.force_login(reviewer())
    assert "Approve or refuse: evidence return of" in other.get(reverse("start")).content.decode()
    officer = client_signed_in_as(Role.DATA_PROTECTION)
    url = reverse("evidence:file", args=[file.reference])
    assert "Approve and send" not in officer.get(url).content.decode()
    approve = reverse("evidence:approve", args=[file.reference])
    assert officer.post(approve).status_code == 403
    assert "must decide about it" in author.post(approve, follow=True).content.decode()
    refuse = reverse("evidence:refuse", args=[file.reference])
    assert other.post(refuse, {"reason": ""}).status_code == 422
    assert "now with the inspectorate" in other.post(approve, follow=True).content.decode()
    assert other.get(refuse, follow=True).redirect_chain
    assert "Evidence return: " in client_signed_in_as(Role.INSPECTORATE).get(reverse("start")).content.decode()
    listed = author.get(reverse("evidence:files")).content.decode()
    assert (small.title in listed, "Sent" in listed) == (True, True)
    options = {"publication": small.slug, "purpose": "x", "recipient": "y"}
    day = {"ends_on_0": "1", "ends_on_1": "4", "ends_on_2": "2030"}
    page = author.post(reverse("evidence:new_export"), options | day)
    assert "within a year" in page.content.decode()
