"""Actions: two sides agree what is judged before it starts, and nothing about it changes then."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from tests.fieldwork.making import make_programme, make_user
from tests.improvements.making import (
    AGREED,
    OCTOBER,
    OPENED,
    PLAN,
    Q1,
    TEXTS,
    agreed,
    commissioner,
    key,
    proposed,
    quarter,
)

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.improvements import operations, policies
from aftercall.improvements.keys import PromptKey, prompt_of
from aftercall.improvements.models import Action
from aftercall.improvements.states import RULES, ActionState, Step
from aftercall.publication.models import Publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def researcher() -> User:
    return make_user(Role.RESEARCHER, signed=False)


@pytest.fixture
def first(researcher: User) -> Publication:
    return quarter(make_programme(), researcher, Q1)


def test_one_side_proposes_and_the_other_agrees(first: Publication, researcher: User) -> None:
    action = proposed(first, researcher)
    assert (action.state, action.compared, action.looks.get().level) == (ActionState.PROPOSED, True, 0.05)
    assert action.power is not None
    assert 0.2 < action.power < 0.5
    with pytest.raises(Refused, match="Your side proposed"):
        operations.agree(action=action, seen=policies.seen(action), actor=researcher, at=AGREED)
    body = commissioner()
    operations.comment(action=action, text="Why not sooner?", actor=body, at=AGREED)
    with pytest.raises(Refused, match="changed since you looked"):
        operations.agree(action=action, seen="0", actor=body, at=AGREED)
    action = operations.agree(action=action, seen=policies.seen(action), actor=body, at=AGREED)
    assert [event.step for event in action.events.all()] == ["propose", "comment", "agree"]
    entry = AuditEntry.objects.get(action="action.proposed")
    assert (entry.subject, entry.details["looks"]) == (action.subject, ["2025-12-01"])
    assert "sooner" not in str(list(AuditEntry.objects.values_list("details", flat=True)))


def test_who_changes_a_proposal_needs_the_other_side(first: Publication, researcher: User) -> None:
    action, body = proposed(first, researcher), commissioner()
    plan = replace(PLAN, expected_change=-4.0, looks=[date(2025, 12, 1), date(2026, 3, 1)])
    action = operations.change(action=action, texts=TEXTS, plan=plan, actor=body, at=AGREED)
    assert [look.level for look in action.looks.all()] == [0.025, 0.025]
    with pytest.raises(Refused, match="Your side proposed"):
        operations.agree(action=action, seen=policies.seen(action), actor=body, at=AGREED)
    operations.agree(action=action, seen=policies.seen(action), actor=researcher, at=AGREED)
    with pytest.raises(Refused, match="both sides agreed cannot change"):
        operations.change(action=action, texts=TEXTS, plan=PLAN, actor=researcher, at=AGREED)


def test_nothing_is_agreed_once_it_should_have_started(first: Publication, researcher: User) -> None:
    action = proposed(first, researcher)
    with pytest.raises(Refused, match="was to start before today"):
        operations.agree(action=action, seen=policies.seen(action), actor=commissioner(), at=OCTOBER)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_on": date(2025, 7, 1)}, "starts_on"),
        ({"due_on": date(2025, 9, 1)}, "due_on"),
        ({"due_on": date(2029, 9, 1)}, "due_on"),
        ({"expected_change": 0.0}, "expected_change"),
        ({"looks": []}, "looks"),
        ({"looks": [date(2025, 9, 1)]}, "looks"),
        ({"looks": [date(2025, 12, 1), date(2025, 12, 1)]}, "looks"),
        ({"due_on": date(2025, 10, 2)}, "looks"),
    ],
)
def test_a_plan_that_could_not_be_judged_is_refused_with_its_field(
    changes: dict[str, object], field: str, first: Publication, researcher: User
) -> None:
    with pytest.raises(Refused) as refused:
        proposed(first, researcher, plan=replace(PLAN, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Action.objects.exists()


def test_the_policing_body_opens_actions_about_published_figures_only(first: Publication, researcher: User) -> None:
    unpublished = PromptKey("all", "whole", "area", "North", analysis=str(first.run_id))
    assert prompt_of(unpublished, unpublished=True).percent == pytest.approx(70)
    for wrong in (unpublished, key(first, "Nowhere"), PromptKey("all", "whole", publication="nothing")):
        with pytest.raises(Refused):
            operations.propose(key=wrong, texts=TEXTS, plan=PLAN, actor=commissioner(), at=OPENED)
    assert PromptKey.from_query({"measure": "whole", "group": "X"}).query() == "population=all&measure=whole&group=X"


@pytest.mark.parametrize(
    "wrong", [{"analysis": "9" * 30}, {"analysis": "9" * 5_000}, {"group": "\0", "publication": "x"}]
)
def test_an_address_that_leads_to_no_figure_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        prompt_of(PromptKey.from_query({"measure": "whole", **wrong}), unpublished=True)


def test_nobody_decides_for_both_sides_after_changing_them(first: Publication, researcher: User) -> None:
    action, other = proposed(first, researcher), make_user(Role.RESEARCHER, "two", signed=False)
    User.objects.filter(pk=researcher.pk).update(role=Role.COMMISSIONER)
    researcher.refresh_from_db()
    assert not policies.is_for(action, researcher)
    with pytest.raises(Refused, match="You proposed"):
        operations.agree(action=action, seen=policies.seen(action), actor=researcher, at=AGREED)
    body = make_user(Role.COMMISSIONER, "three", signed=False)
    operations.agree(action=action, seen=policies.seen(action), actor=body, at=AGREED)
    operations.write_public_text(action=action, you_said="You", we_did="We", actor=other, at=OCTOBER)
    operations.release(action=action, seen=policies.seen(action), actor=other, at=OCTOBER)
    User.objects.filter(pk=other.pk).update(role=Role.COMMISSIONER)
    other.refresh_from_db()
    with pytest.raises(Refused, match="for the other side"):
        operations.release(action=action, seen=policies.seen(action), actor=other, at=OCTOBER)


def test_it_is_overdue_until_it_is_in_place(first: Publication, researcher: User) -> None:
    action = agreed(first, researcher)
    assert action.is_overdue(OCTOBER.date())
    with pytest.raises(Refused, match="Enter today or a day"):
        operations.put_in_place(action=action, on=date(2025, 10, 3), actor=researcher, at=OCTOBER)
    action = operations.put_in_place(action=action, on=OCTOBER.date(), actor=researcher, at=OCTOBER)
    assert not action.is_overdue(OCTOBER.date())
    operations.withdraw(action=action, reason="No money", actor=commissioner(), at=OCTOBER)
    with pytest.raises(Refused, match="has been withdrawn"):
        operations.comment(action=action, text="Pity", actor=researcher, at=OCTOBER)


def test_the_public_reads_what_both_sides_released_and_nothing_else(first: Publication, researcher: User) -> None:
    action, body = agreed(first, researcher), commissioner()

    def release(actor: User) -> Action:
        return operations.release(action=action, seen=policies.seen(action), actor=actor, at=OCTOBER)

    with pytest.raises(Refused, match="Write what the public reads"):
        release(researcher)
    write: Callable[[str], Action] = lambda words: operations.write_public_text(  # noqa: E731
        action=action, you_said=words, we_did="We did", actor=researcher, at=OCTOBER
    )
    write("You said")
    assert not release(researcher).is_public
    with pytest.raises(Refused, match="already released"):
        release(researcher)
    assert release(body).is_public
    assert not write("You said more").is_public
    release(body)
    assert release(researcher).is_public
    assert not operations.take_back(action=action, actor=body, at=OCTOBER).is_public


def test_somebody_of_neither_side_decides_nothing(first: Publication, researcher: User) -> None:
    action, officer = proposed(first, researcher), make_user(Role.DATA_PROTECTION, signed=False)
    with pytest.raises(Refused, match="Only the force"):
        operations.comment(action=action, text="Hello", actor=officer, at=AGREED)


def test_every_step_is_in_the_table_of_the_docs() -> None:
    page = Path("docs/improvement.md").read_text()
    for step, rule in RULES.items():
        states = ", ".join(state.label.lower() for state in rule.from_states) or "–"
        to_state = rule.to_state.label.lower() if rule.to_state else "the same"
        assert f"| {states} | {step.value.replace('_', ' ')} | {to_state} |" in page
    assert set(RULES) == set(Step)
