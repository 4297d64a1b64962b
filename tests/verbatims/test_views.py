from collections.abc import Callable

import pytest
from django.test import Client
from tests.fieldwork.making import make_user
from tests.verbatims.making import IMPROVE, LATER, begun, closed_wave, programme_of

from aftercall.accounts import agreement
from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.fieldwork.operations import return_results
from aftercall.verbatims import queries
from aftercall.verbatims.models import CodebookVersion, Coding, Quotation, TextState, Verbatim

pytestmark = pytest.mark.django_db
type ClientOf = Callable[[Role | None], Client]
SAID = "My neighbour Dave rang three times."


@pytest.fixture
def manager(client_signed_in_as: ClientOf) -> Client:
    return client_signed_in_as(Role.FIELD_MANAGER)


def coder(name: str) -> Client:
    user = User.objects.filter(name=name).first() or make_user(name=name)
    agreement.sign(user=user, at=clock.now())
    client = Client()
    client.force_login(user)
    return client


def page_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def take(client: Client) -> str:
    """The address of the text that this coder gets."""
    response = client.post("/own-words/coding/", {"take": "code"})
    assert response.status_code == 302
    return response.headers["Location"]


def test_a_codebook_is_written_confirmed_and_used(manager: Client) -> None:
    wave = closed_wave([{IMPROVE: SAID}])
    address = f"/own-words/codebooks/{programme_of(wave).slug}/"
    refused = manager.post(f"/own-words/waves/{wave.pk}/begin/", follow=True).content.decode()
    assert "This programme has no codebook yet. Confirm its first version" in refused
    assert "Waves to code" in refused
    code = {"question": IMPROVE, "label": "Too slow", "name": "slow", "definition": "Waiting", "parent": ""}
    assert manager.post(f"{address}new/", {**code, "name": "Slow!"}).status_code == 422
    assert manager.post(f"{address}new/", code).status_code == 302
    assert manager.post(f"{address}new/", code).status_code == 422
    assert "nobody has confirmed" in page_of(manager, address)
    manager.post(f"{address}confirm/")
    assert CodebookVersion.objects.get().document[0]["meaning"] == 1
    manager.post(f"{address}codes/slow/", {**code, "definition": "Waiting for a visit"})
    manager.post(f"{address}confirm/")
    assert [one.document[0]["meaning"] for one in CodebookVersion.objects.order_by("number")] == [1, 2]
    response = manager.post(f"/own-words/waves/{wave.pk}/begin/", follow=True)
    assert "1 text can be coded now" in response.content.decode()


def test_codes_are_removed_and_changes_discarded(manager: Client) -> None:
    wave = closed_wave([{IMPROVE: SAID}])
    begun(wave)
    address = f"/own-words/codebooks/{programme_of(wave).slug}/"
    assert "Change Too slow" in page_of(manager, f"{address}codes/slow/")
    assert manager.get(f"{address}codes/nosuch/").status_code == 404
    code = {"question": IMPROVE, "label": "Rude", "name": "rude", "definition": "Rudeness", "parent": "kind"}
    response = manager.post(f"{address}new/", code)
    assert response.status_code == 422
    assert "Choose a theme of the same question" in response.content.decode()

    def after(what: str, **values: str) -> str:
        return manager.post(f"{address}{what}/", values, follow=True).content.decode()

    assert "Other codes belong to this theme. Remove them first" in after("codes/communication/remove")
    page = after("codes/slow/remove")
    assert "nobody has confirmed" in page
    assert "Too slow" not in page
    page = after("confirm", discard="yes")
    assert "The changes have been discarded." in page
    assert "Too slow" in page
    assert "There is nothing to confirm. Add a code first" in after("confirm")


def test_two_people_code_a_text_by_ticks_or_keys_and_the_manager_sees_how_well_they_agree(manager: Client) -> None:
    coding = begun(closed_wave([{IMPROVE: SAID}]))
    first, second = coder("first"), coder("second")
    address = take(first)
    page = page_of(first, address)
    assert SAID in page
    assert "CASE0" not in page
    assert first.post(address, {}).status_code == 422
    assert first.post(address, {"answer": "3", "none": "on"}).status_code == 422
    first.post(address, {"answer": "3"})
    second.post(take(second), {"ticked": ["slow"], "answer": "3"})
    assert Verbatim.objects.get().state == TextState.SETTLED
    page = page_of(manager, f"/own-words/waves/{coding.pk}/")
    assert "1.00 from 1 text" in page
    assert SAID not in page
    returned = f"/own-words/waves/{coding.pk}/return/"
    refused = manager.post(returned, follow=True).content.decode()
    assert "Return the results of this wave first" in refused
    assert "Return the results</a>" in refused
    return_results(wave=coding.wave, actor=coding.opened_by, at=LATER)
    assert "Return the codes" in page_of(manager, f"/own-words/waves/{coding.pk}/")
    page = manager.post(returned, follow=True).content.decode()
    assert "The codes of 1 text have been returned." in page
    assert "No text has left the agency" in page


def test_a_wave_without_a_text_is_returned_from_its_page(manager: Client) -> None:
    coding = begun(closed_wave([{}]))
    return_results(wave=coding.wave, actor=coding.opened_by, at=LATER)
    assert "Return that there was nothing to code" in page_of(manager, f"/own-words/waves/{coding.pk}/")
    page = manager.post(f"/own-words/waves/{coding.pk}/return/", follow=True).content.decode()
    assert page.count("The force has been told that there was nothing to code.") == 2  # also after the message is gone


def test_the_words_of_someone_who_did_not_agree_are_not_proposed_and_nothing_is_saved() -> None:
    begun(closed_wave([{IMPROVE: SAID, "quote": "no"}]))
    first = coder("first")
    address = take(first)
    assert "Propose it as a quotation" not in page_of(first, address)
    page = first.post(address, {"ticked": ["slow"], "quote": "on"}, follow=True).content.decode()
    assert "This person did not agree to be quoted" in page
    assert "1 text is waiting for you" in page
    assert not Coding.objects.exists()


def test_a_text_is_shown_only_to_whoever_has_taken_it() -> None:
    begun(closed_wave([{IMPROVE: SAID}]))
    address = take(coder("first"))
    response = coder("second").get(address, follow=True)
    assert SAID not in response.content.decode()
    assert coder("second").get("/own-words/coding/NOSUCH/").status_code == 404


def test_differences_are_shown_to_a_third_person_without_names() -> None:
    begun(closed_wave([{IMPROVE: SAID}]))
    for name, codes in (("first", ["slow"]), ("second", [])):
        client = coder(name)
        client.post(take(client), {"ticked": codes} if codes else {"none": "on"})
    third = coder("third")
    response = third.post("/own-words/coding/", {"take": "settle"}, follow=True)
    page = response.content.decode()
    assert "Too slow" in page
    assert "No code" in page
    assert "first" not in page.split("What the two people chose")[1].split("</ol>")[0]
    third.post(response.redirect_chain[-1][0], {"ticked": ["slow"]})
    assert Verbatim.objects.get().state == TextState.SETTLED


def test_two_coders_settle_a_difference_together_each_seeing_what_the_other_chose(manager: Client) -> None:
    coding = begun(closed_wave([{IMPROVE: SAID}]))
    first, second = coder("Ann Lee"), coder("Bo Day")
    for client, codes in ((first, {"ticked": ["slow"]}), (second, {"none": "on"})):
        client.post(take(client), codes)
    response = first.post("/own-words/coding/", {"take": "settle"}, follow=True)
    assert "Talk to Bo Day" in response.content.decode()
    saved = first.post(response.redirect_chain[-1][0], {"none": "on"}, follow=True).content.decode()
    assert "settled once Bo Day chooses the same" in saved
    assert "waiting for the other coder" in saved
    response = second.post("/own-words/coding/", {"take": "settle"}, follow=True)
    assert "Ann Lee proposes: No code" in response.content.decode()
    second.post(response.redirect_chain[-1][0], {"none": "on"})
    assert Verbatim.objects.get().state == TextState.SETTLED
    assert "1 by Ann Lee and Bo Day together" in page_of(manager, f"/own-words/waves/{coding.pk}/")


def test_a_quotation_goes_from_the_coder_to_the_force(manager: Client, client_signed_in_as: ClientOf) -> None:
    begun(closed_wave([{IMPROVE: SAID, "quote": "yes"}]))
    first, second = coder("first"), coder("second")
    first.post(take(first), {"ticked": ["slow"], "quote": "on"})
    reference = Quotation.objects.get().reference
    address = f"/own-words/redaction/{reference}/"
    unsigned = Client()
    unsigned.force_login(make_user(name="unsigned", signed=False))
    assert unsigned.get(address).headers["Location"] == "/account/agreement/"
    page = page_of(first, address)
    assert "(suggested: name)" in page
    first.post(address, {"words": ["2"]})
    second.post(address, {"words": ["2"]})
    decided = f"/own-words/quotations/{reference}/"
    for client in (manager, client_signed_in_as(Role.RESEARCHER)):
        page = page_of(client, decided)
        assert "My neighbour [removed] rang three times." in page
        assert "Dave" not in page
        client.post(decided, {"decision": "release"})
    programme = programme_of(Verbatim.objects.get().coding.wave)
    assert list(queries.published_quotations(programme)) == []
    client_signed_in_as(Role.RESEARCHER).post(decided, {"decision": "publish"})
    assert [one.words for one in queries.published_quotations(programme)] == [
        "My neighbour [removed] rang three times."
    ]
    page = page_of(client_signed_in_as(Role.RESEARCHER), decided)
    assert "My neighbour [removed] rang three times." in page
    assert "It has been published." in page


def test_who_redacted_a_quotation_does_not_release_it_and_another_can_refuse_it(manager: Client) -> None:
    begun(closed_wave([{IMPROVE: SAID, "quote": "yes"}]))
    first, second = coder("first"), coder("second")
    first.post(take(first), {"ticked": ["slow"], "quote": "on"})
    reference = Quotation.objects.get().reference
    manager.post(f"/own-words/redaction/{reference}/", {"words": ["2"]})
    second.post(f"/own-words/redaction/{reference}/", {"words": ["2"]})
    decided = f"/own-words/quotations/{reference}/"
    page = manager.post(decided, {"decision": "release"}, follow=True).content.decode()
    assert "Another person must do this, because you have already decided about it" in page
    assert decided in page
    other = Client()
    other.force_login(make_user(Role.FIELD_MANAGER, "another manager"))
    for nothing in ({}, {"decision": "publish"}):  # a field manager does not publish
        assert decided in other.post(decided, nothing, follow=True).content.decode()
    page = other.post(decided, {"decision": "refuse"}, follow=True).content.decode()
    assert "The quotation will not be used." in page
    assert decided not in page
    assert other.get(decided).status_code == 404
