"""The pages of questionnaires: what they show, and what is sent to them."""

import re
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_programme
from tests.questionnaires.making import make_draft, next_version, question, reword_contact

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.instrument.canonical import document_digest
from aftercall.instrument_files.compiling import compile_form
from aftercall.instrument_files.exporting import to_xlsx
from aftercall.questionnaires.forms import MAX_FORM_BYTES
from aftercall.questionnaires.models import DraftDecision, InstrumentVersion, QuestionnaireDraft, SeriesDecision
from aftercall.questionnaires.sources import find_source

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
type SignIn = Callable[[Role | None], Client]


def page_of(response: HttpResponse) -> str:
    return response.content.decode()


def url(name: str, *arguments: str) -> str:
    return reverse(f"questionnaires:{name}", args=arguments)


def send(client: Client, content: bytes, name: str = "next.xlsx") -> HttpResponse:
    return client.post(url("upload"), {"form": SimpleUploadedFile(name, content)})


def test_the_list_says_which_version_a_programme_uses(client_signed_in_as: SignIn) -> None:
    programme = make_programme()
    page = page_of(client_signed_in_as(Role.ADMINISTRATOR).get(url("index")))
    assert programme.name in page
    assert "Upload a questionnaire" not in page
    assert "Upload a questionnaire" in page_of(client_signed_in_as(Role.RESEARCHER).get(url("index")))


def test_a_form_with_faults_is_shown_by_sheet_row_and_column_and_not_stored(client_signed_in_as: SignIn) -> None:
    document = next_version()
    question(document, "contact")["relevant"] = "${reported_bye} = 'yes'"
    response = send(client_signed_in_as(Role.RESEARCHER), to_xlsx(document))
    assert response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert re.search(r"survey, row \d+, column relevant</th>", page_of(response))
    assert not QuestionnaireDraft.objects.exists()


def test_what_is_no_spreadsheet_is_refused_in_a_line(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    for content in (b"", b"PK\x03\x04 nothing", b"x" * (MAX_FORM_BYTES + 1)):
        assert send(client, content).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "must be smaller than 5 MB" in page_of(send(client, b"x" * (MAX_FORM_BYTES + 1)))


def test_an_uploaded_form_is_a_draft_and_its_download_is_the_same_form(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    document = next_version(reword_contact)
    response = send(client, to_xlsx(document))
    draft = QuestionnaireDraft.objects.get()
    assert response["Location"] == url("questionnaire", draft.key)
    assert "Ask for approval" in page_of(client.get(response["Location"]))
    content = b"".join(client.get(url("download", draft.key)))  # type: ignore[arg-type]  # a response's parts
    again = compile_form(content, file_name="again.xlsx").document
    assert document_digest(again) == draft.digest == document_digest(document)


@pytest.mark.parametrize("name", ["questionnaire", "preview", "test", "download"])
@pytest.mark.parametrize("key", ["nothing_1", "draft-999999", "draft-x", "victim_satisfaction_99", "draft-"])
def test_what_does_not_exist_is_not_found(name: str, key: str, client_signed_in_as: SignIn) -> None:
    assert client_signed_in_as(Role.RESEARCHER).get(url(name, key)).status_code == HTTPStatus.NOT_FOUND


def test_the_preview_shows_every_question_in_the_chosen_language(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    source = find_source("victim_satisfaction_4")
    assert source
    for code in ("", "en", "cy", "pl", "xx"):
        page = page_of(client.get(url("preview", source.key), {"language": code} if code else {}))
        instrument = source.in_language(code)
        assert page.count('class="questionnaires-question"') == len(instrument.questions)
        assert f'lang="{instrument.language.code}"' in page
    assert "Asked of everyone." in page
    assert "Asked only if the answer to question 1 is" in page


def test_a_comparison_proposes_and_a_decision_needs_a_reason(client_signed_in_as: SignIn, researcher: User) -> None:
    make_programme()
    draft = make_draft(researcher, reword_contact)
    client = client_signed_in_as(Role.RESEARCHER)
    earlier = "victim_satisfaction_1"
    page = page_of(client.get(url("compare", draft.key, earlier)))
    assert "The wording changed from" in page
    form = {f"verdict_{name}": "comparable" for name in ("whole", "contact", "actions", "treatment", "informed")}
    reasons = {name.replace("verdict", "reason"): "A reason." for name in form}
    refused = client.post(url("decide", draft.key, earlier), form | reasons | {"reason_contact": " "})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not DraftDecision.objects.exists()
    assert client.post(url("decide", draft.key, earlier), form | reasons).status_code == HTTPStatus.FOUND
    assert DraftDecision.objects.count() == 5


def test_shipped_versions_can_be_decided_about_and_are_stored_then(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    page = page_of(client.get(url("compare", "victim_satisfaction_2", "victim_satisfaction_1")))
    names = re.findall(r'name="verdict_(\w+)"', page)
    form = {f"verdict_{name}": "comparable" for name in names} | {f"reason_{name}": "The same." for name in names}
    client.post(url("decide", "victim_satisfaction_2", "victim_satisfaction_1"), form)
    assert {str(one.later) for one in SeriesDecision.objects.all()} == {"victim_satisfaction version 2"}
    page = page_of(
        client_signed_in_as(Role.ADMINISTRATOR).get(url("compare", "victim_satisfaction_2", "victim_satisfaction_1"))
    )
    assert "(decided)" in page
    assert "Save the decisions" not in page


def test_a_draft_is_compared_with_a_version_only(client_signed_in_as: SignIn, researcher: User) -> None:
    draft = make_draft(researcher)
    client = client_signed_in_as(Role.RESEARCHER)
    assert "Save the decisions" not in page_of(client.get(url("compare", "victim_satisfaction_2", draft.key)))


def step(client: Client, walk: str, **fields: str) -> tuple[str, str]:
    """Send one step of a test. Returns the page and the walk that it carries."""
    page = page_of(client.post(url("test", "victim_satisfaction_4"), {"walk": walk, **fields}))
    return page, re.findall(r'name="walk" value="([^"]+)"', page)[0]


def test_a_test_walks_the_path_of_an_interview_and_stores_nothing(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    begun = {"language": "en", "today_0": "1", "today_1": "6", "today_2": "2025", "fact_modules": ""}
    page = page_of(client.post(url("test", "victim_satisfaction_4"), begun))
    walk = re.findall(r'name="walk" value="([^"]+)"', page)[0]
    page, walk = step(client, walk, question="reported_by", answer="yes")
    page, walk = step(client, walk, question="ways", ticked="dont_know")
    page, walk = step(client, walk, question="contacts", answer="9999")
    assert "Enter a whole number from 0 to 500" in page
    page, walk = step(client, walk, question="contacts", answer="50")
    assert "Check this answer" in page
    page, walk = step(client, walk, question="contacts", answer="50", confirming="yes")
    assert "Choose what to do next" in page
    page, walk = step(client, walk, question="contacts", answer="50", confirming="yes", step="change")
    assert 'value="50"' in page
    page, walk = step(client, walk, question="contacts", answer="50", confirming="yes", step="save")
    assert "when you first got in touch" in page
    page, walk = step(client, walk, question="contact", answer="satisfied")
    page, walk = step(client, walk, back="reported_by")
    page, walk = step(client, walk, question="reported_by", answer="no")
    assert "Answers put aside" in page
    page, walk = step(client, walk, language="pl", question="ways")
    assert 'lang="pl"' in page
    assert not QuestionnaireDraft.objects.exists()


def test_a_test_with_a_forged_or_outdated_walk_begins_again(client_signed_in_as: SignIn, researcher: User) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    response = client.post(url("test", "victim_satisfaction_4"), {"walk": "forged", "answer": "yes"})
    assert response["Location"] == url("test", "victim_satisfaction_4")


def test_the_steps_of_a_draft_in_pages(client_signed_in_as: SignIn) -> None:
    document = next_version() | {"name": "another"}
    question(document, "contact")["hint"] = "You can win a voucher."
    researcher, administrator = client_signed_in_as(Role.RESEARCHER), client_signed_in_as(Role.ADMINISTRATOR)
    send(researcher, to_xlsx(document))
    draft = QuestionnaireDraft.objects.get()
    page = page_of(researcher.get(url("questionnaire", draft.key)))
    terms = re.findall(r'name="(t\d+)-term" value="([^"]+)"', page)
    assert terms
    assert researcher.post(url("release", draft.key), {"t0-term": terms[0][1]}).status_code == 422
    for _, term in terms:
        researcher.post(url("release", draft.key), {"t0-term": term, "t0-reason": "It is needed."})
    researcher.post(url("submit", draft.key))
    assert "Continue to approve" not in page_of(researcher.get(url("questionnaire", draft.key)))
    assert "You uploaded this questionnaire" in page_of(researcher.get(url("approve", draft.key)))
    assert administrator.post(url("send_back", draft.key), {"reason": ""}).status_code == 422
    administrator.post(url("send_back", draft.key), {"reason": "Shorten it."})
    assert "Sent back: Shorten it." in page_of(researcher.get(url("questionnaire", draft.key)))
    researcher.post(url("submit", draft.key))
    assert "It is needed." in page_of(administrator.get(url("approve", draft.key)))
    unseen = administrator.post(url("approve", draft.key), follow=True)
    assert "has changed since you looked at it" in unseen.content.decode()
    link = re.search(r"approve/\?seen=(\w+)", page_of(administrator.get(url("questionnaire", draft.key))))
    assert link
    shown = page_of(administrator.get(url("approve", draft.key), {"seen": link[1]}))
    assert f'name="seen" value="{link[1]}"' in shown
    administrator.post(url("approve", draft.key), {"seen": link[1]})
    draft.refresh_from_db()
    assert "Approved" in page_of(researcher.get(url("questionnaire", "another_7")))
    assert page_of(researcher.get(url("questionnaire", draft.key)))


def test_a_draft_can_be_discarded(client_signed_in_as: SignIn, researcher: User) -> None:
    draft = make_draft(researcher)
    client = client_signed_in_as(Role.RESEARCHER)
    assert "Discard the draft" in page_of(client.get(url("discard", draft.key)))
    assert client.post(url("discard", draft.key))["Location"] == url("index")
    assert not QuestionnaireDraft.objects.exists()


@pytest.mark.parametrize(
    ("later", "earlier"), [("exit_poll_1", "victim_satisfaction_4"), ("exit_poll_1", "exit_poll_1")]
)
def test_nothing_is_decided_or_stored_about_what_is_no_series(
    later: str, earlier: str, client_signed_in_as: SignIn
) -> None:
    measures = find_source(later).instrument.measures  # type: ignore[union-attr]
    answers = {f"{part}_{name}": "comparable" for name in measures for part in ("verdict", "reason")}
    refused = client_signed_in_as(Role.RESEARCHER).post(url("decide", later, earlier), answers)
    assert (refused.status_code, "Nothing can be decided" in page_of(refused)) == (422, True)
    assert not InstrumentVersion.objects.exists()
    assert not SeriesDecision.objects.exists()
