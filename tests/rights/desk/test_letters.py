"""The letters to a person who made a request."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.fieldwork.making import TUESDAY, make_programme
from tests.rights.desk.making import fresh, make_officer, make_request

from aftercall.accounts.models import User
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.rights.desk import operations
from aftercall.rights.desk.letters import Letter, possible_letters
from aftercall.rights.desk.models import EventKind, Outcome, PauseReason, RequestKind, SubjectRequest
from aftercall.rights.desk.states import RequestState

# Pages and documents: other tests use their queries on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LATER = TUESDAY + timedelta(days=200)


@pytest.fixture
def officer() -> User:
    return make_officer()


def words(request: SubjectRequest, letter: Letter, officer: User) -> str:
    data = operations.write_letter(request=request, letter=letter, actor=officer, at=TUESDAY)
    return "\n".join(part["text"] for part in data["parts"])


def close(request: SubjectRequest, officer: User, **values: object) -> None:
    operations.close(
        request=request,
        **{"state": RequestState.ANSWERED, "answer": "First line\nSecond line", "actor": officer, "at": TUESDAY}  # type: ignore[arg-type]
        | values,
    )


def test_the_first_acknowledgement_of_a_complaint_counts_as_sent(officer: User) -> None:
    make_programme()
    complaint = make_request(RequestKind.COMPLAINT)
    data = operations.write_letter(request=complaint, letter=Letter.ACKNOWLEDGEMENT, actor=officer, at=TUESDAY)
    assert data["sender"] == ["Example Constabulary", "Data protection officer", "survey@example.org", "101"]
    assert data["recipient"] == ["Ann Example", "1 Sample Street", "Exampleton", "ZZ99 1AA"]
    assert (data["title"], data["date"]) == ("About your data protection complaint", "4 March 2025")
    assert "We aim to tell you what we decide by 4 April 2025" in data["parts"][2]["text"]
    assert fresh(complaint).acknowledged_at == TUESDAY
    assert AuditEntry.objects.filter(action="complaint.acknowledged").count() == 1
    words(complaint, Letter.ACKNOWLEDGEMENT, officer)
    assert [event.kind for event in complaint.events.all()][-1] == EventKind.LETTER


def test_a_question_says_what_the_officer_asked_and_that_the_clock_is_stopped(officer: User) -> None:
    request = make_request()
    assert "You will have our answer by 4 April 2025" in words(request, Letter.ACKNOWLEDGEMENT, officer)
    operations.pause(request=request, reason=PauseReason.SCOPE, note="Which month?", actor=officer, at=TUESDAY)
    text = words(request, Letter.CLARIFICATION, officer)
    for expected in ("know more exactly", "Which month?", "do not count"):
        assert expected in text


def test_an_extension_says_why_and_until_when(officer: User) -> None:
    request = make_request()
    operations.extend(request=request, reason="You made 12 requests.", actor=officer, at=TUESDAY)
    text = words(request, Letter.EXTENSION, officer)
    for expected in ("two further months", "You made 12 requests.", "by 4 June 2025", "ico.org.uk"):
        assert expected in text


@pytest.mark.parametrize(
    ("kind", "values", "expected"),
    [
        (RequestKind.RECTIFICATION, {}, "dealt with your request to correct"),
        (RequestKind.RESTRICTION, {"state": RequestState.REFUSED}, "decided not to do"),
        (RequestKind.ACCESS, {"state": RequestState.WITHDRAWN}, "no longer want us"),
        (RequestKind.COMPLAINT, {"outcome": Outcome.UPHELD}, "you were right"),
        (RequestKind.COMPLAINT, {"outcome": Outcome.NOT_UPHELD}, "do not uphold"),
    ],
)
def test_an_answer_says_what_came_of_the_request(
    kind: RequestKind, values: dict[str, object], expected: str, officer: User
) -> None:
    request = make_request(kind)
    close(request, officer, **values)
    text = words(fresh(request), Letter.ANSWER, officer)
    assert expected in text
    assert "First line\nSecond line" in text


def test_only_letters_that_fit_the_state_can_be_written(officer: User) -> None:
    request = make_request(RequestKind.RECTIFICATION)
    assert possible_letters(request) == [Letter.ACKNOWLEDGEMENT]
    with pytest.raises(Refused, match="cannot be written now"):
        words(request, Letter.ANSWER, officer)
    close(request, officer)
    assert possible_letters(fresh(request)) == [Letter.ANSWER]
    operations.erase_old_requests(at=LATER)
    assert possible_letters(fresh(request)) == []


def test_a_letter_is_a_pdf_that_can_be_read(officer: User, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)
    client.force_login(officer)
    complaint = make_request(RequestKind.COMPLAINT, last_name="O’Example Łódź")
    url = reverse("desk:letter", args=[complaint.pk])
    response = client.post(url, {"letter": "ACKNOWLEDGEMENT"})
    assert response["Content-Disposition"] == f'attachment; filename="acknowledgement-{complaint.reference}.pdf"'
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    for expected in ("Dear Ann O’Example Łódź", complaint.reference, "Yours sincerely"):
        assert expected in text
    assert "cannot be written now" in client.post(url, {"letter": "ANSWER"}, follow=True).content.decode()
    page = reverse("desk:request", args=[complaint.pk])
    assert [client.get(url)["Location"], client.post(url, {"letter": "x"})["Location"]] == [page, page]


def test_an_acknowledgement_in_another_way_is_recorded_once(
    officer: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)
    client.force_login(officer)
    complaint = make_request(RequestKind.COMPLAINT)
    url = reverse("desk:acknowledge", args=[complaint.pk])
    assert client.get(url).status_code == 302
    assert "Record that you acknowledged it" in client.get(url, follow=True).content.decode()
    assert "has been recorded" in client.post(url, follow=True).content.decode()
    assert "only once" in client.post(url, follow=True).content.decode()
    assert fresh(complaint).acknowledged_at == TUESDAY
