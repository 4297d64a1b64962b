"""Makes what a site must hold so that every page of the URL policy has something to show, with long labels.

`python -m tests.journeys.every_page FOLDER`, in the site's environment, makes it and prints how to open the pages.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    django.setup()

from django.test import Client
from tests.communities import making as communities
from tests.consultations.every_page import make_published
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    call,
    claim,
    make_contract,
    make_programme,
    make_release,
    make_user,
    make_wave,
)
from tests.fieldwork.test_interviews import answer_in_order, begin
from tests.mappings.making import complete, example_rows, make_draft
from tests.publication.making import analysed_again
from tests.publication.small_runs import signed_off
from tests.questionnaires.making import make_draft as make_questionnaire
from tests.questionnaires.making import reword_with
from tests.rights.desk.making import make_request
from tests.verbatims.making import IMPROVE, begun, closed_wave, coders, take
from tests.web_door.making import entered
from tests.world import LATER, MONTH, planned_wave, returned_wave

from aftercall.accounts.models import User
from aftercall.accounts.operations import invite
from aftercall.accounts.roles import Role
from aftercall.consents.models import Consent
from aftercall.consents.operations import GivenConsent, consent_rings, record_consent
from aftercall.core.audit import SystemActor
from aftercall.evidence import operations as evidence
from aftercall.evidence.models import ControlledFile
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import WebEntry
from aftercall.improvements import operations as improvements
from aftercall.improvements.keys import PromptKey
from aftercall.improvements.models import Action, RecoveryRequest
from aftercall.improvements.planning import Plan
from aftercall.improvements.policies import seen
from aftercall.improvements.recovery.operations import choose_contact
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import change_settings
from aftercall.public.operations import receive_feedback
from aftercall.publication import operations as publication
from aftercall.publication.importing.operations import import_figures
from aftercall.publication.importing.reading import EarlierFigure
from aftercall.publication.models import ImportedSeries, Publication
from aftercall.publication.operations import prepare
from aftercall.results.models import AnalysisRun
from aftercall.results.operations import Period, analyse
from aftercall.rights.desk import operations as desk
from aftercall.rights.desk.models import RequestKind, SubjectRequest
from aftercall.rights.retention import end_retention
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection
from aftercall.verbatims import operations as verbatims
from aftercall.verbatims.models import Quotation

type Users = Mapping[Role, User]
# By name, and then by room; those of single views are under `views`.
type Arguments = dict[str, dict[str, Any]]

# Without a place to break: the longest place name in Britain, and a column's name as spreadsheets have them.
LONG_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
LONG_HEADER = "PERSON_RECORD_IDENTIFIER_AS_EXPORTED_FROM_THE_SYSTEM"
LONG = {
    "survey": {
        "name": f"Victims in {LONG_WORD}",
        "force_name": f"{LONG_WORD} Constabulary",
        "policing_body": f"{LONG_WORD} Commissioner",
        "contact_email": f"{LONG_WORD.lower()}@{LONG_WORD.lower()}.example.org",
        "questionnaire": "victim_satisfaction_2",
    },
    "calling": {"agency_name": f"{LONG_WORD} Research", "web_door": True},
}


def make_everything(folder: Path) -> dict[str, Any]:
    """Make it. Returns the session of each role, of interviewers by what they are doing, and the arguments of pages."""
    User.objects.update(name=f"Dr {LONG_WORD}")
    users = {role: User.objects.get(email=f"{role}@example.org") for role in Role}
    programme = make_programme(slug="x" * 40, **LONG)
    published, survey = the_survey(programme, users, folder)
    calls = calls_in_every_state(make_programme(slug="calls", **LONG))
    rooms = (
        survey,
        rights_and_feedback(users),
        on_the_web(make_programme(slug="web", **LONG)),
        what_people_say(programme, users),
        what_follows(programme, published, users),
    )
    return {
        "sessions": {role.value: session(user) for role, user in users.items()},
        "calls": calls,
        "arguments": joined(rooms),
    }


def joined(rooms: Iterable[Arguments]) -> Arguments:
    """The arguments of all pages, from those of each part: by name, and then by room or view."""
    found: Arguments = {"consent": {}, "number": {}}
    for room in rooms:
        for name, values in room.items():
            found[name] = found.get(name, {}) | values
    return found


def the_survey(programme: Programme, users: Users, folder: Path) -> tuple[Publication, Arguments]:
    """A month up to published results, with settings, an invitation and a mapping. Returns the results too."""
    researcher, administrator = users[Role.RESEARCHER], users[Role.ADMINISTRATOR]
    contract = make_contract(f"{LONG_WORD} Research")
    questionnaire = make_questionnaire(researcher, reword_with(LONG_WORD))
    wave = returned_wave(researcher, folder, programme=programme, rows=600)
    planned = planned_wave(researcher, programme, LATER.date().replace(day=1))
    run = analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
    published, sent, draft, again = long_publications(run, researcher)
    long_settings(programme, researcher, administrator)
    slug, pk = programme.slug, wave.pk
    return published, {
        "slug": {"programmes": slug, "mappings": slug, "publication": published.slug, "workbench": published.slug},
        "pk": dict.fromkeys(("programmes", "fieldwork", "handover"), pk)
        | {"results": run.pk, "publication": run.pk, "accounts": administrator.pk, "contracts": contract.pk},
        "source": {"questionnaires": questionnaire.key},
        "earlier": {"questionnaires": "victim_satisfaction_2"},
        "breakdown": {"publication": "sex"},
        "views": {
            **{f"publication:{name}": {"slug": draft.slug} for name in ("draft", "edit", "discard")},
            **{f"publication:{name}": {"slug": sent.slug} for name in ("approve", "refuse", "take_back")},
            "publication:prepare": {"pk": again.pk},
            "workbench:published_figure": {"pk": published.figures.exclude(percent=None).latest("pk").pk},
            "programmes:remove_wave": {"pk": planned.pk},
        },
    }


def long_settings(programme: Programme, researcher: User, administrator: User) -> None:
    """A mapping, a change of settings and an invitation, each with long words."""
    rows = [{LONG_HEADER if name == "Notes" else name: value for name, value in row.items()} for row in example_rows()]
    complete(make_draft(programme, researcher, rows))
    change_settings(programme=programme, changes={"survey.name": LONG_WORD}, actor=administrator, at=LATER)
    invite(
        email=f"a@{LONG_WORD.lower()}.example.org", name=LONG_WORD, role=Role.INTERVIEWER, actor=administrator, at=LATER
    )


def rights_and_feedback(users: Users) -> Arguments:
    """A wave whose retention has ended, an objection, a request and feedback."""
    ended = make_release([Person("ENDED")], make_wave(make_programme(slug="ended", **LONG)))
    certificate = end_retention(wave=ended.wave, actor=users[Role.ADMINISTRATOR], at=LATER)
    opted_out = record_objection(
        digests=["digest of CASE0"], source=ObjectionSource.PUBLIC_SITE, actor=SystemActor("public"), at=LATER
    )
    receive_feedback(text=LONG_WORD, page=f"/{LONG_WORD}/", at=LATER)
    request = long_request(users[Role.DATA_PROTECTION])
    return {"pk": {"desk": request.pk, "retention": certificate.pk, "opt_outs": opted_out.pk}}


def what_people_say(programme: Programme, users: Users) -> Arguments:
    """Own words of interviews, a consultation, a consent, and communities."""
    words = own_words(users)
    consultation, link = make_published(LONG_WORD)
    consent = long_consent(programme)
    colleague = make_user(Role.RESEARCHER, "Colleague", signed=False)
    return {
        "slug": {"verbatims": "words", "consultations": consultation.slug},
        "pk": {"verbatims": words["text"].coding_id},
        "name": {"consents": "focus_group", "verbatims": "slow"},
        "reference": {"consents": consent.reference, "verbatims": words["text"].reference},
        "views": {
            **communities.pages(programme, users[Role.RESEARCHER], colleague, LONG_WORD),
            "communities:representation": {"slug": consultation.slug},
            "consultations:answer": {"token": link},
            "consultations:begin": {"slug": f"{consultation.slug}-open"},
            **{f"consultations:{name}": {"slug": f"{consultation.slug}-draft"} for name in ("edit", "discard")},
            "verbatims:redact": {"reference": words["to redact"].reference},
            "verbatims:quotation": {"reference": words["at the force"].reference},
        },
    }


def what_follows(programme: Programme, published: Publication, users: Users) -> Arguments:
    """What becomes of published results: evidence, actions, service recovery; and figures of earlier years."""
    researcher, commissioner = users[Role.RESEARCHER], users[Role.COMMISSIONER]
    decided = agreed_action(published, commissioner, researcher)
    return {
        "pk": {"earlier_figures": earlier_figures(programme, researcher).pk},
        "reference": {
            "evidence": long_return(published, researcher).reference,
            "improvements": long_action(published, commissioner).reference,
        },
        "views": {
            "evidence:refuse": {"reference": waiting_return(published).reference},
            "improvements:request": {"reference": long_recovery(programme, researcher).reference},
            "improvements:public_text": {"reference": decided.reference},
        },
    }


def long_publications(run: AnalysisRun, author: User) -> tuple[Publication, Publication, Publication, AnalysisRun]:
    """Published results, others that wait for approval after a refusal, a draft, and an analysis that would correct
    the published ones. Whoever looks at them is not who wrote them."""
    colleague = make_user(Role.RESEARCHER, LONG_WORD, signed=False)
    published = signed_off(prepare(run=run, actor=colleague, at=LATER), colleague)
    others = (analysed_again(run, first=month, last=month) for month in (date(2024, 11, 1), date(2024, 12, 1)))
    sent, draft = (prepare(run=one, actor=colleague, at=LATER) for one in others)
    for text in (LONG_WORD, f"{LONG_WORD} again"):
        publication.edit(publication=sent, commentary=text, actor=colleague, at=LATER)
        publication.check(publication=sent, actor=colleague, at=LATER)
        if text == LONG_WORD:
            publication.refuse(publication=sent, reason=LONG_WORD, actor=author, at=LATER)
    return published, sent, draft, analysed_again(run)


def own_words(users: dict[Role, User]) -> dict[str, Any]:
    """What people said without a place to break: a text that the field manager codes, a quotation to redact and one
    that the force can release."""
    said = f"{LONG_WORD} never rang me back"
    survey = {**LONG["survey"], "questionnaire": "victim_satisfaction_4", "modules": []}
    programme = make_programme(slug="words", survey=survey, calling=LONG["calling"])
    wave = closed_wave([{IMPROVE: said, "quote": "yes"}] * 3, programme=programme, references="WORDS")
    begun(wave, manager=users[Role.FIELD_MANAGER])
    first, second, _ = coders()
    for coder in (first, first):
        verbatims.save_coding(text=take(coder), codes=["slow"], coder=coder, at=LATER, quote=True)
    to_redact, at_force = Quotation.objects.order_by("pk")
    verbatims.redact(quotation=at_force, words=[0], actor=first, at=LATER)
    spans = [(0, len(LONG_WORD))]
    verbatims.confirm_redaction(quotation=at_force, seen=spans, actor=second, at=LATER)
    verbatims.release_quotation(quotation=at_force, actor=users[Role.FIELD_MANAGER], at=LATER)
    return {"text": take(users[Role.FIELD_MANAGER]), "to redact": to_redact, "at the force": at_force}


def waiting_return(published: Publication) -> ControlledFile:
    """An evidence return that waits for approval."""
    found = Publication.objects.select_related("run__programme", "supersedes").get(pk=published.pk)
    return evidence.request_return(
        publication=found,
        purpose=LONG_WORD,
        microdata=True,
        site=f"https://{LONG_WORD.lower()}.example.org",
        actor=published.prepared_by,
        at=LATER,
    )


def long_return(published: Publication, researcher: User) -> ControlledFile:
    """An evidence return that was sent."""
    return evidence.approve(file=waiting_return(published), actor=researcher, at=LATER)


def earlier_figures(programme: Programme, researcher: User) -> ImportedSeries:
    """Figures of an earlier year from a supplier with a long name."""
    figure = EarlierFigure(2, "whole", "all", date(2023, 1, 1), date(2023, 12, 1), 1200, 78.5, 76.0, 81.0)
    return import_figures(
        programme=programme,
        figures=[figure],
        file="old.csv",
        supplier=LONG_WORD,
        method=LONG_WORD,
        digest="0" * 64,
        actor=researcher,
        at=LATER,
    )


def long_request(officer: User) -> SubjectRequest:
    """A request of someone whose name has no place to break, with something in its trail."""
    details = {"first_name": LONG_WORD, "last_name": LONG_WORD, "phone": "07700 900123", "address": LONG_WORD}
    request = make_request(RequestKind.RESTRICTION, actor=officer, text=LONG_WORD, **details)
    desk.add_note(request=request, note=LONG_WORD, actor=officer, at=TUESDAY)
    return request


def long_consent(programme: Programme, name: str = "focus_group") -> Consent:
    """A record of somebody who agreed to be contacted."""
    given = GivenConsent(name, LONG_WORD, {"name": LONG_WORD, "phone": "+447700900123"}, months=3)
    with consent_rings(1) as rings:
        digests, on = ["digest of CASE1"], LATER.date()
        record_consent(given=given, ring=rings[0], digests=digests, programme=programme, on=on)
    return Consent.objects.get(name=name)


def long_recovery(programme: Programme, researcher: User) -> RecoveryRequest:
    """A request for service recovery, with the researcher who looks at it."""
    long_consent(programme, "service_recovery")
    choose_contact(programme=programme, user=researcher, actor=researcher, at=LATER)
    return RecoveryRequest.objects.get()


def long_action(published: Publication, commissioner: User) -> Action:
    """A proposal of the policing body about a figure of these results."""
    line = published.figures.filter(percent__isnull=False).first()
    assert line
    key = PromptKey(line.population, line.measure, line.breakdown, line.group, published.slug)
    texts = improvements.Texts(LONG_WORD, LONG_WORD, LONG_WORD)
    starts_on = date(2026, 5, 1)
    plan = Plan(starts_on, starts_on, 5.0, [date(2026, 6, 1)])
    return improvements.propose(key=key, texts=texts, plan=plan, actor=commissioner, at=LATER)


def agreed_action(published: Publication, commissioner: User, researcher: User) -> Action:
    """An action that both sides agreed and whose public text they released."""
    action = long_action(published, commissioner)
    improvements.agree(action=action, seen=seen(action), actor=researcher, at=LATER)
    improvements.write_public_text(action=action, you_said=LONG_WORD, we_did=LONG_WORD, actor=researcher, at=LATER)
    for user in (researcher, commissioner):
        improvements.release(action=action, seen=seen(action), actor=user, at=LATER)
    return action


def calls_in_every_state(programme: Any) -> dict[str, str]:
    """The sessions of interviewers: with a case, in a call, in an interview, and at its end."""
    people = [Person(f"CASE{number}") for number in range(4)]
    release = make_release(people, make_wave(programme))
    operations.receive_release(release=release, actor=release.released_by, at=TUESDAY)
    states = {name: make_user(name=name) for name in ("case", "call", "interview", "end")}
    claim(states["case"])
    operations.confirm_can_talk(attempt=call(states["call"]), interviewer=states["call"], at=TUESDAY)
    begin(call(states["interview"]))
    answer_in_order(begin(call(states["end"])), states["end"])
    return {name: session(user) for name, user in states.items()}


def on_the_web(programme: Programme) -> Arguments:
    """Somebody who answers on the web, for as long as the pages are looked at."""
    release = make_release([Person("WEB1")], make_wave(programme))
    operations.receive_release(release=release, actor=release.released_by, at=TUESDAY)
    token = entered(call(make_user(name="web")))
    WebEntry.objects.update(session_until=LATER)
    return {"views": {"web_door:answer": {"token": token}}}


def session(user: User) -> str:
    """The cookie of someone who is signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies["session"].value


if __name__ == "__main__":
    print(json.dumps(make_everything(Path(sys.argv[1]))))
