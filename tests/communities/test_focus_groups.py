"""Focus groups: who takes part is drawn by lot and sealed, and two people answer for what is said of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.communities import making
from tests.conftest import Commit
from tests.fieldwork.making import make_user

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.communities import presenters, queries
from aftercall.communities.letters import Addressed
from aftercall.communities.models import Candidate, FocusGroup, Passage, Quotation, Report
from aftercall.communities.operations import attending, coding, ending, forgetting, groups, inviting, reporting
from aftercall.communities.operations.sheets import day_sheet
from aftercall.communities.panels.certificate import PanelCertificate
from aftercall.communities.panels.verifying import verify_panel
from aftercall.communities.quoting import was_said
from aftercall.communities.sealing import open_answers, passage_text, quotation_text, seal
from aftercall.communities.states import CandidateState, GroupState, ReportState
from aftercall.communities.waiting import groups_at_work
from aftercall.config.doctor import SEALED
from aftercall.config.unneeded_keys import USES_RING
from aftercall.consents.models import ConsentOutcome
from aftercall.consents.operations import end_consent, restrict_consents
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.documents import Table
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.core.pdf import pdf
from aftercall.core.sealed_values import check_sealed_values
from aftercall.programmes.models import Programme
from aftercall.rights.desk.held import held_about
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection

PHONE = "07700 900123"
NEEDLES = ("needle", "Needle Person", "+4477009000", '18 to 34", "sex')


@pytest.fixture
def colleague(db: None) -> User:
    return make_user(Role.RESEARCHER, "Colleague", signed=False)


def everything_stored() -> str:
    """Every row of every table, as the database has it."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names of the database's own tables
            rows += [str(tuple(bytes(v) if isinstance(v, memoryview) else v for v in row)) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_nothing_of_a_person_or_of_what_was_said_is_stored_in_the_clear(
    programme: Programme, researcher: User, commit: Commit
) -> None:
    group = making.held(programme, researcher)
    commit()
    stored = everything_stored()
    assert group.topic in stored
    assert not [needle for needle in NEEDLES if needle in stored]
    assert passage_text(Passage.objects.select_related("group").first()).startswith("Nobody rang")
    check = check_sealed_values(SEALED)
    assert (bool(check.opened), check.findings) == (True, [])
    assert any(uses(group.ring) for uses in USES_RING)


def test_the_panel_meets_the_quotas_and_a_stranger_verifies_it(programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    certificate = PanelCertificate.from_bytes(json.dumps(group.certificates[0]).encode(), "it")
    pool = groups.drawn_pool(group)
    assert certificate.seed_commitment == group.seed_commitment
    assert verify_panel(certificate, pool) == []
    assert len({one.household for one in pool}) == len(pool) - 1  # the first two share a telephone
    swapped = replace(certificate, drawn=(next(p.reference for p in pool if p.reference not in certificate.drawn),))
    assert verify_panel(swapped, pool)
    assert {one.consent.reference for one in making.panel_of(group)} == set(certificate.drawn)


def test_who_declined_is_replaced_and_not_drawn_again(programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    first, *others = making.panel_of(group)
    attending.answer_invitation(candidate=first, accepts=False, actor=researcher, at=making.PLANNED)
    for one in others:
        attending.answer_invitation(candidate=one, accepts=True, actor=researcher, at=making.PLANNED)
    certificate = groups.replace(group=group, actor=researcher, at=making.PLANNED)
    assert (len(certificate.drawn), certificate.gone) == (1, (first.consent.reference,))
    before = PanelCertificate.from_bytes(json.dumps(group.certificates[0]).encode(), "it")
    assert verify_panel(certificate, groups.drawn_pool(group), before) == []
    with pytest.raises(Refused, match="panel is complete"):
        groups.replace(group=making.fresh(group), actor=researcher, at=making.PLANNED)
    with pytest.raises(Refused, match="not on the panel"):
        attending.answer_invitation(candidate=first, accepts=True, actor=researcher, at=making.PLANNED)


@pytest.mark.django_db(transaction=True)
def test_an_objection_takes_someone_out_of_the_pool_and_erases_their_answers(
    programme: Programme, researcher: User
) -> None:
    group = making.recruited(programme, researcher)
    hers = queries.candidates(group)[0]
    record_objection(digests=["digest 0"], source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=making.PLANNED)
    certificate = groups.draw_group(group=group, actor=researcher, at=making.PLANNED)
    hers = Candidate.objects.select_related("group", "consent").get(pk=hers.pk)
    assert (hers.state, open_answers(hers)) == (CandidateState.WITHDRAWN, None)
    assert hers.consent.reference not in {one.reference for one in groups.drawn_pool(making.fresh(group))}
    assert certificate.pool == 9
    assert not vault.key_exists(group.ring, hers.slot)
    assert check_sealed_values(SEALED).findings == []


def test_someone_learns_what_they_said_and_can_have_it_erased_also_after_the_group_has_met(
    programme: Programme, researcher: User, commit: Commit
) -> None:
    """By then the consent has ended, and leads to nobody."""
    group = making.held(programme, researcher)
    hers = Candidate.objects.get(group=group, pk=first_who_came(group))
    digests = [f"digest {hers.slot - 1}"]
    [record] = held_about(digests).further
    facts = dict(record.facts)
    assert (record.heading, facts["Where you are"]) == ("Focus group: Being kept informed", "You came")
    assert facts["What you need to take part"] == f"needle-need {hers.slot - 1}"
    assert {"You told us: age", "You told us: sex", "Thank-you", "Erased by"} <= set(facts)
    assert not held_about([*digests, "another"]).further  # somebody with one code in common
    record_objection(digests=digests, source=ObjectionSource.LETTER, actor=SystemActor("tests"), at=making.AFTER)
    commit()
    assert not held_about(digests).further
    assert not vault.key_exists(group.ring, hers.slot)
    assert len(held_about(["digest 1"]).further) == 1
    assert check_sealed_values(SEALED).findings == []


def first_who_came(group: FocusGroup) -> int:
    return next(one.pk for one in queries.candidates(group) if one.state == CandidateState.ATTENDED)


@pytest.mark.django_db(transaction=True)
def test_someone_who_has_the_use_of_their_data_restricted_is_not_asked_or_drawn(
    programme: Programme, researcher: User
) -> None:
    group = making.recruited(programme, researcher)
    first, second = queries.candidates(group)[:2]
    restrict_consents(restriction="HERS", digests=["digest 0"])
    groups.draw_group(group=group, actor=researcher, at=making.PLANNED)
    assert first.consent.reference not in {one.reference for one in groups.drawn_pool(making.fresh(group))}
    restrict_consents(restriction="HIS", digests=["digest 1"])
    for one in making.panel_of(group):
        attending.answer_invitation(candidate=one, accepts=False, actor=researcher, at=making.PLANNED)
    certificate = groups.replace(group=making.fresh(group), actor=researcher, at=making.PLANNED)
    assert second.consent.reference in certificate.gone
    [new] = making.make_consents(programme, 1)  # of the same person as the first
    assert new not in queries.may_be_asked(programme)
    with pytest.raises(Refused, match="not to use their data"):
        groups.recruit(
            group=making.make_group(programme, researcher),
            consent=new,
            values={},
            needs="",
            actor=researcher,
            at=making.PLANNED,
        )


def test_holding_it_ends_the_consents_and_retention_erases_the_rest(
    programme: Programme, researcher: User, commit: Commit
) -> None:
    group = making.held(programme, researcher)
    states = [one.state for one in queries.candidates(group)]
    assert (states.count(CandidateState.ATTENDED), states.count(CandidateState.ABSENT)) == (3, 1)
    panel = group.candidates.filter(state__in=(CandidateState.ATTENDED, CandidateState.ABSENT))
    assert set(panel.values_list("consent__outcome", flat=True)) == {ConsentOutcome.DONE}
    assert ending.erase_old_groups(at=making.AFTER) == 0
    assert ending.erase_old_groups(at=making.LONG_AFTER) == 1
    commit()
    group = making.fresh(group)
    assert group.erased_at == making.LONG_AFTER
    assert not vault.ring_exists(group.ring)
    assert groups.drawn_pool(group) == []
    assert {passage_text(one) for one in queries.passages(group)} == {""}
    assert check_sealed_values(SEALED).findings == []


def test_a_cancelled_group_keeps_nobodys_answers_and_they_can_be_asked_for_another(
    programme: Programme, researcher: User, commit: Commit
) -> None:
    group = making.drawn(programme, researcher)
    someone = making.panel_of(group)[0]
    ending.cancel_group(group=group, reason="The hall is flooded", actor=researcher, at=making.PLANNED)
    commit()
    group = making.fresh(group)
    assert (group.state, group.cancelled_because) == (GroupState.CANCELLED, "The hall is flooded")
    assert {one.state for one in queries.candidates(group)} == {CandidateState.CALLED_OFF}
    assert not vault.ring_exists(group.ring)
    assert check_sealed_values(SEALED).findings == []
    assert someone.consent in queries.may_be_asked(programme)
    assert not list(groups_at_work(making.PLANNED))
    with pytest.raises(Refused, match="cancelled already"):
        ending.cancel_group(group=group, reason="Again", actor=researcher, at=making.PLANNED)
    with pytest.raises(Refused, match="not on the panel"):
        inviting.write_invitation(candidate=someone, sent=Addressed(), actor=researcher, at=making.PLANNED)


def test_a_group_to_which_nobody_came_ends_the_consents_of_those_who_had_accepted(
    programme: Programme, researcher: User
) -> None:
    group = making.drawn(programme, researcher)
    first, *_ = making.panel_of(group)
    attending.answer_invitation(candidate=first, accepts=True, actor=researcher, at=making.PLANNED)
    with pytest.raises(Refused, match="If nobody came, cancel the group"):
        attending.hold(group=group, attended=set(), actor=researcher, at=making.AFTER)
    ending.cancel_group(group=group, reason="Nobody came", actor=researcher, at=making.AFTER)
    first = Candidate.objects.select_related("consent").get(pk=first.pk)
    assert (first.state, first.consent.outcome) == (CandidateState.ABSENT, ConsentOutcome.DONE)
    assert queries.may_be_asked(programme).count() == 9


def test_a_group_is_closed_before_its_retention_ends(programme: Programme, researcher: User, colleague: User) -> None:
    group = making.coded(programme, researcher, colleague)
    reporting.write_report(group=group, text="We met.", actor=researcher, at=making.AFTER)
    with pytest.raises(Refused, match="Approve it or send it back"):
        ending.close_group(group=group, actor=researcher, at=making.AFTER)
    reporting.approve_report(report=Report.objects.get(), actor=colleague, at=making.AFTER)
    ending.close_group(group=group, actor=researcher, at=making.AFTER)
    assert {passage_text(one) for one in queries.passages(making.fresh(group))} == {""}
    assert AuditEntry.objects.get(action="focus_group.erased").actor == researcher.audit_name
    assert queries.published_reports()
    with pytest.raises(Refused, match="closed already"):
        ending.close_group(group=group, actor=researcher, at=making.AFTER)


def test_the_letter_of_invitation_names_the_person_and_is_recorded(programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    someone = making.panel_of(group)[0]
    sent = Addressed(("1 Needle Street", "Exampleton"))
    letter = inviting.write_invitation(candidate=someone, sent=sent, actor=researcher, at=making.PLANNED)
    assert letter["greeting"].startswith("Dear Needle Person")
    assert letter["recipient"][1:] == ["1 Needle Street", "Exampleton"]
    assert dict(letter["parts"][1]["rows"])["When"] == "Tuesday 14 April 2026 at 6:30pm"
    assert "Needle" not in everything_stored()
    assert Candidate.objects.get(pk=someone.pk).invited_on == making.PLANNED.date()
    restrict_consents(restriction="HERS", digests=[f"digest {someone.slot - 1}"])
    with pytest.raises(Refused, match="not to use their data"):
        inviting.write_invitation(candidate=someone, sent=sent, actor=researcher, at=making.PLANNED)


@pytest.mark.parametrize(
    ("language", "greeting"), [("cy", "Annwyl Needle Person"), ("pl", "Dzień dobry, Needle Person")]
)
def test_the_letter_is_in_the_language_and_the_size_that_somebody_needs(
    programme: Programme, researcher: User, language: str, greeting: str
) -> None:
    someone = making.panel_of(making.drawn(programme, researcher))[0]
    data, usual = (
        inviting.write_invitation(candidate=someone, sent=sent, actor=researcher, at=making.PLANNED)
        for sent in (Addressed((), language, is_large=True), Addressed())
    )
    assert data["greeting"].startswith(greeting)
    assert (data["language"], data["size"]) == (language, 17)
    english = {row[0] for row in usual["parts"][1]["rows"]} | {part.get("text") for part in usual["parts"]}
    assert not english & (
        {row[0] for row in data["parts"][1]["rows"]} | {part.get("text") for part in data["parts"][2:]} - {None}
    )
    assert pdf("core/letter.typ", data).startswith(b"%PDF")


@pytest.mark.one_database
def test_the_sheet_for_the_day_has_who_is_expected_and_each_name_on_it_is_recorded(
    programme: Programme, researcher: User
) -> None:
    group = making.drawn(programme, researcher)
    given = {"actor": researcher, "at": making.PLANNED}
    with pytest.raises(Refused, match="Nobody on the panel has accepted"):
        day_sheet(group=group, address="example.org", **given)
    first, second, third, _ = making.panel_of(group)
    for one in (first, second, third):
        attending.answer_invitation(candidate=one, accepts=True, **given)
    attending.change_needs(candidate=first, needs="A taxi", **given)
    attending.arrange_needs(candidate=first, **given)
    restrict_consents(restriction="HERS", digests=[f"digest {second.slot - 1}"])
    [table] = [part for part in day_sheet(group=group, address="example.org", **given).parts if isinstance(part, Table)]
    rows = {row[0]: row[1:3] for row in table.rows}
    assert rows == {
        first.consent.reference: (f"Needle Person {first.slot - 1}", "A taxi (arranged)"),
        second.consent.reference: ("Do not expect them", ""),
        third.consent.reference: (f"Needle Person {third.slot - 1}", f"needle-need {third.slot - 1}"),
    }
    assert AuditEntry.objects.filter(action="consent.seen").count() == 2


def test_who_would_not_come_is_not_asked_again_and_cannot_be_drawn(programme: Programme, researcher: User) -> None:
    group = making.recruited(programme, researcher)
    [reluctant] = making.make_consents(programme, 1)
    groups.keep_refusal(group=group, consent=reluctant, actor=researcher, at=making.PLANNED)
    assert reluctant not in queries.to_recruit(group)
    assert reluctant in queries.to_recruit(making.make_group(programme, researcher))
    with pytest.raises(Refused, match="asked already"):
        groups.keep_refusal(group=group, consent=reluctant, actor=researcher, at=making.PLANNED)
    assert groups.draw_group(group=group, actor=researcher, at=making.PLANNED).pool == 10
    assert check_sealed_values(SEALED).findings == []


@pytest.mark.one_database
def test_day_and_place_change_until_the_group_has_met(programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    later, yesterday = making.MEETING + timedelta(days=7), making.PLANNED.date() - timedelta(days=1)
    other = groups.Arrangements(later, group.starts, "Town Hall", "Lift", "£40", "Welcome")
    given = {"actor": researcher, "at": making.PLANNED}
    assert groups.change_group(group=group, arrangements=other, **given) == 4  # so many must be told
    changed = making.fresh(group)
    assert (changed.place, changed.held_on, changed.keep_until) == ("Town Hall", later, date(2026, 10, 21))
    assert changed.certificates == group.certificates
    with pytest.raises(Refused, match="a day from today on"):
        groups.change_group(group=group, arrangements=replace(other, held_on=yesterday), **given)
    with pytest.raises(Refused, match="a day from today on"):
        making.make_group(programme, researcher, on=yesterday)
    held = making.held(programme, researcher)
    with pytest.raises(Refused, match="has met"):
        groups.change_group(group=held, arrangements=other, **given)


def test_drafts_are_erased_with_the_rest_and_a_public_report_stays(
    programme: Programme, researcher: User, colleague: User
) -> None:
    public, draft = (making.published(programme, researcher, colleague), making.coded(programme, researcher, colleague))
    for theme in draft.themes.all():
        coding.summarise(theme=theme, summary="Needle", actor=researcher, at=making.AFTER)
    reporting.write_report(group=draft, text="Needle", actor=researcher, at=making.AFTER)
    assert ending.erase_old_groups(at=making.LONG_AFTER) == 2
    assert [one.group for one in Report.objects.all()] == [public]
    assert set(draft.themes.values_list("summary", flat=True)) == {""}
    with pytest.raises(Refused, match="erased"):
        reporting.write_report(group=draft, text="Late", actor=researcher, at=making.LONG_AFTER)


def test_someone_who_declined_and_then_objects_is_forgotten(programme: Programme, researcher: User) -> None:
    group = making.drawn(programme, researcher)
    hers = making.panel_of(group)[0]
    attending.answer_invitation(candidate=hers, accepts=False, actor=researcher, at=making.PLANNED)
    outcome = ConsentOutcome.WITHDRAWN
    end_consent(consent=hers.consent, outcome=outcome, actor=researcher, at=making.PLANNED)
    assert forgetting.forget_withdrawn(at=making.PLANNED) == 1
    hers.refresh_from_db()
    assert (hers.state, bytes(hers.sealed_answers)) == (CandidateState.WITHDRAWN, b"")


def test_two_people_code_approve_and_sign_off(programme: Programme, researcher: User, colleague: User) -> None:
    group = making.held(programme, researcher)
    with pytest.raises(Refused, match="Two people must have coded"):
        reporting.write_report(group=group, text="We met.", actor=researcher, at=making.AFTER)
    theme = coding.add_theme(
        group=group, name="Being told", meaning="News", measure="", actor=researcher, at=making.AFTER
    )
    for coder in (researcher, colleague):
        for number, passage in enumerate(queries.passages(group)):
            coding.code(passage=passage, themes=[theme] * (number != 1), actor=coder, at=making.AFTER)
    assert presenters.agreement_of(group)["Being told"].kappa == 1
    quotation = quote(group, researcher)
    report = reporting.write_report(group=group, text="We met.", actor=researcher, at=making.AFTER)
    for actor, words in ((researcher, "You wrote"), (colleague, "waiting for approval. Approve or discard")):
        with pytest.raises(Refused, match=words):
            reporting.approve_report(report=report, actor=actor, at=making.AFTER)
    with pytest.raises(Refused, match="You proposed"):
        coding.approve_quotation(quotation=quotation, actor=researcher, at=making.AFTER)
    coding.approve_quotation(quotation=quotation, actor=colleague, at=making.AFTER)
    assert Report.objects.get().state == ReportState.DRAFT  # what was sent before is sent again
    report = reporting.write_report(group=group, text="We met.", actor=researcher, at=making.AFTER)
    with pytest.raises(Refused, match="changed since you read it"):
        reporting.approve_report(report=report, actor=colleague, at=making.AFTER, seen="another")
    seen = reporting.what_is_approved(report)
    reporting.approve_report(report=report, actor=colleague, at=making.AFTER, seen=seen)
    assert [one.text for one in queries.published_reports()] == ["We met."]
    with pytest.raises(Refused, match="public"):
        reporting.write_report(group=group, text="Other", actor=researcher, at=making.AFTER)
    with pytest.raises(Refused, match="public"):
        coding.discard_quotation(quotation=quotation, actor=researcher, at=making.AFTER)
    for change in changes_of_what_is_public(group, researcher):
        with pytest.raises(Refused, match="public"):
            change()


def changes_of_what_is_public(group: FocusGroup, actor: User) -> list[Callable[[], object]]:
    """What one person could do to a report that two have made public."""
    given: dict[str, Any] = {"actor": actor, "at": making.AFTER}
    passage, theme = queries.passages(group)[0], group.themes.get()
    return [
        lambda: coding.summarise(theme=theme, summary="Other", **given),
        lambda: coding.add_theme(group=group, name="Other", meaning="Other", measure="", **given),
        lambda: coding.code(passage=passage, themes=[], **given),
        lambda: coding.propose_quotation(passage=passage, theme=theme, text="nobody", **given),
        lambda: coding.add_transcript(group=group, text="Other", **given),
    ]


def quote(group: FocusGroup, actor: User) -> Quotation:
    """A quotation that waits for approval; words that may identify somebody are refused."""
    passage, theme = queries.passages(group)[0], group.themes.get()
    with pytest.raises(Refused, match="not in the passage"):
        coding.propose_quotation(passage=passage, theme=theme, text="I rang", actor=actor, at=making.AFTER)
    phone = passage.group.passages.create(number=9, sealed_text=seal(passage.group, f"I am on {PHONE}", "passage 9"))
    with pytest.raises(Refused, match="may still identify somebody: phone"):
        coding.propose_quotation(passage=phone, theme=theme, text=f"on {PHONE}", actor=actor, at=making.AFTER)
    phone.delete()
    proposed = coding.propose_quotation(
        passage=passage, theme=theme, text="nobody rang me back", actor=actor, at=making.AFTER
    )
    assert (proposed.text, quotation_text(proposed)) == ("", "nobody rang me back")
    return proposed


def test_a_quotation_has_the_words_of_its_passage_in_their_order() -> None:
    passage = "Nobody  rang me back, Ann, for weeks. I can't say."
    said = ("nobody rang me back.", "Nobody rang [removed] for weeks", "Nobody … for weeks.", "I can’t say")
    assert all(was_said(words, passage) for words in said)
    assert not any(was_said(words, passage) for words in ("for weeks … nobody", "somebody rang me back"))


def test_what_is_not_possible_is_refused(programme: Programme, researcher: User) -> None:
    group = making.recruited(programme, researcher, people=3)
    with pytest.raises(Refused, match="The panel cannot be drawn: the pool has 3 people"):
        groups.draw_group(group=group, actor=researcher, at=making.PLANNED)
    consent = queries.candidates(group)[0].consent
    with pytest.raises(Refused, match="added already"):
        groups.recruit(group=group, consent=consent, values={}, needs="", actor=researcher, at=making.PLANNED)
    with pytest.raises(Refused, match="panel has not been drawn"):
        attending.hold(group=group, attended={1}, actor=researcher, at=making.AFTER)
    with pytest.raises(Refused, match="once you have recorded who came"):
        coding.add_transcript(group=group, text="a", actor=researcher, at=making.AFTER)
    assert FocusGroup.objects.get().state == GroupState.RECRUITING
    assert not AuditEntry.objects.filter(action="focus_group.drawn").exists()


@pytest.mark.one_database
def test_what_comes_too_early_or_too_late_is_refused_in_one_line(
    programme: Programme, researcher: User, colleague: User
) -> None:
    given: dict[str, Any] = {"actor": researcher, "at": making.AFTER}
    group = making.coded(programme, researcher, colleague)
    passage, theme = queries.passages(group)[0], group.themes.all()[0]
    came = next(one for one in queries.candidates(group) if one.state == CandidateState.ATTENDED)
    quotation = coding.propose_quotation(passage=passage, theme=theme, text="nobody rang", **given)
    report = reporting.write_report(group=group, text="Three met.", actor=colleague, at=making.AFTER)
    early = making.drawn(programme, researcher)
    accepted = making.panel_of(early)[0]
    attending.answer_invitation(candidate=accepted, accepts=True, actor=researcher, at=making.PLANNED)
    refusals: list[tuple[str, Callable[[], object]]] = [
        ("Enter what was said", lambda: coding.add_transcript(group=group, text=" \n\n ", **given)),
        ("more than 4,000 characters", lambda: coding.add_transcript(group=group, text="a" * 4001, **given)),
        ("theme of this name", lambda: coding.add_theme(group=group, name=theme.name, meaning="", measure="", **given)),
        ("You proposed this quotation", lambda: coding.approve_quotation(quotation=quotation, **given)),
        ("once the group has met", lambda: reporting.write_report(group=early, text="a", **given)),
        ("waiting for approval. Approve or discard", lambda: reporting.approve_report(report=report, **given)),
        ("has met already", lambda: attending.hold(group=group, attended={came.pk}, **given)),
        (
            "has not met yet",
            lambda: attending.hold(group=early, attended={accepted.pk}, actor=researcher, at=making.PLANNED),
        ),
        ("If nobody came", lambda: attending.hold(group=early, attended=set(), **given)),
        ("who signed", lambda: attending.hold(group=early, attended={accepted.pk}, thanked=[came.pk], **given)),
        ("not on the panel", lambda: attending.change_needs(candidate=came, needs="a", **given)),
        ("not on the panel", lambda: attending.arrange_needs(candidate=came, **given)),
    ]
    for words, act in refusals:
        with pytest.raises(Refused, match=words):
            act()
    coding.approve_quotation(quotation=quotation, actor=colleague, at=making.AFTER)
    with pytest.raises(Refused, match="approved already"):
        coding.approve_quotation(quotation=quotation, actor=colleague, at=making.AFTER)
    again = coding.propose_quotation(passage=passage, theme=theme, text="for weeks", **given)
    reporting.write_report(group=group, text="Three met.", **given)
    reporting.refuse_report(report=report, actor=colleague, at=making.AFTER)
    for decide in (reporting.refuse_report, reporting.approve_report):
        with pytest.raises(Refused, match="not waiting for approval"):
            decide(report=report, actor=colleague, at=making.AFTER)
    ending.close_group(group=group, **given)
    with pytest.raises(Refused, match="no report can be written"):
        coding.summarise(theme=theme, summary="a", **given)
    with pytest.raises(Refused, match="no report can be written"):
        reporting.write_report(group=group, text="a", **given)
    with pytest.raises(Refused, match="has been erased"):
        coding.propose_quotation(passage=passage, theme=theme, text="nobody rang", **given)
    assert not Quotation.objects.filter(pk=again.pk, text__gt="").exists()
