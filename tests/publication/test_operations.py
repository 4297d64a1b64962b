"""From a draft to published results: two people, an embargo, corrections and withdrawals."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.fieldwork.making import make_programme, make_user
from tests.publication.small_runs import NOON, approved, checked, published, reviewer, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import Programme
from aftercall.publication import operations, policies, queries
from aftercall.publication.models import ImportedSeries, Publication
from aftercall.publication.snapshots import differences
from aftercall.publication.states import PublicationAction, PublicationState
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db
REASON = "The second sentence is not clear."


@pytest.fixture
def run(programme: Programme, researcher: User) -> AnalysisRun:
    return small_run(programme, researcher)


def edit(publication: Publication, actor: User, text: str = "Read this.") -> Publication:
    return operations.edit(publication=publication, commentary=text, actor=actor, at=LATER)


def approve(publication: Publication, actor: User) -> Publication:
    return operations.approve(
        publication=publication, publish_at=NOON, seen=policies.seen(publication), actor=actor, at=LATER
    )


def test_results_become_public_once_two_people_agree_and_the_time_has_come(run: AnalysisRun, researcher: User) -> None:
    publication = approved(run, researcher)
    assert list(queries.published()) == []
    assert list(queries.upcoming()) == [publication]
    assert operations.publish_due(at=NOON - timedelta(seconds=1)) == 0
    assert operations.publish_due(at=NOON) == 1
    assert operations.publish_due(at=NOON) == 0
    [found] = queries.published()
    assert (found.state, found.published_at) == (PublicationState.PUBLISHED, NOON)
    assert [(event.action, event.by) for event in found.events.all()] == [
        (PublicationAction.PREPARE, researcher),
        (PublicationAction.CHECK, researcher),
        (PublicationAction.APPROVE, reviewer()),
        (PublicationAction.PUBLISH, None),
    ]
    actions = AuditEntry.objects.filter(subject=found.subject).values_list("action", "actor")
    assert [(action, actor == "publication") for action, actor in actions] == [
        ("publication.prepared", False),
        ("publication.checked", False),
        ("publication.approved", False),
        ("publication.published", True),
    ]


@pytest.mark.parametrize("decide", [approve, lambda sent, actor: operations.refuse(
    publication=sent, reason=REASON, actor=actor, at=LATER)])  # fmt: skip
def test_nobody_decides_alone(
    run: AnalysisRun, researcher: User, decide: Callable[[Publication, User], Publication]
) -> None:
    sent = checked(run, researcher)
    with pytest.raises(Refused, match="another person"):
        decide(sent, researcher)
    # Whoever changes it after it was sent cannot approve it either: it must be sent again.
    edited = edit(sent, reviewer())
    assert edited.state == PublicationState.DRAFT
    with pytest.raises(Refused, match="not waiting"):
        decide(edited, reviewer())
    sent = operations.check(publication=edited, actor=researcher, at=LATER)
    for actor in (researcher, reviewer()):
        with pytest.raises(Refused, match="another person"):
            decide(sent, actor)
    decide(sent, make_user(Role.RESEARCHER, "third", signed=False))


def test_two_people_are_enough_whoever_made_the_last_change(run: AnalysisRun, researcher: User) -> None:
    draft = edit(checked(run, researcher), reviewer())
    operations.check(publication=draft, actor=reviewer(), at=LATER)
    assert approve(draft, researcher).state == PublicationState.APPROVED


def test_saving_the_text_unchanged_changes_nothing(run: AnalysisRun, researcher: User) -> None:
    assert edit(checked(run, researcher), reviewer(), "").state == PublicationState.CHECKED


def test_a_refused_draft_is_amended_and_the_next_decision_sees_what_has_changed(
    run: AnalysisRun, researcher: User, programme: Programme
) -> None:
    sent = operations.check(
        publication=edit(operations.prepare(run=run, actor=researcher, at=LATER), researcher, "One.\n\nTwo."),
        actor=researcher,
        at=LATER,
    )
    assert differences(sent) is None
    refused = operations.refuse(publication=sent, reason=REASON, actor=reviewer(), at=LATER)
    assert refused.state == PublicationState.DRAFT
    found = differences(refused)
    assert found
    assert (found.refusal.reason, found.removed, found.added, found.lines) == (REASON, [], [], {})
    better = small_run(programme, researcher, gave=161, did_not=39)
    amended = operations.use_analysis(publication=refused, run=better, actor=researcher, at=LATER)
    found = differences(edit(amended, researcher, "One.\n\nThree."))
    assert found
    assert (found.removed, found.added) == (["Two."], ["Three."])
    [(about, (then, now))] = found.lines.items()
    assert (about[1], then[1:2], now[1:2]) == ("whole", (80.0,), (80.5,))  # type: ignore[index]
    assert amended.run == better
    assert amended.slug == sent.slug


@pytest.mark.parametrize(
    ("publish_at", "message"),
    [(LATER - timedelta(minutes=1), "have not passed"), (LATER + timedelta(days=400), "within a year")],
)
def test_the_time_of_publication_is_soon_and_to_come(
    run: AnalysisRun, researcher: User, publish_at: date, message: str
) -> None:
    sent = checked(run, researcher)
    with pytest.raises(Refused, match=message):
        operations.approve(
            publication=sent, publish_at=publish_at, seen=policies.seen(sent), actor=reviewer(), at=LATER
        )  # type: ignore[arg-type]


def test_results_are_taken_back_before_their_day_but_not_after(run: AnalysisRun, researcher: User) -> None:
    publication = approved(run, researcher)
    with pytest.raises(Refused, match="take them back first"):
        edit(publication, researcher)
    taken = operations.take_back(publication=publication, reason="Too early.", actor=researcher, at=LATER)
    assert (taken.state, taken.publish_at) == (PublicationState.DRAFT, None)
    assert operations.publish_due(at=NOON) == 0
    approve(operations.check(publication=taken, actor=researcher, at=LATER), reviewer())
    operations.publish_due(at=NOON)
    with pytest.raises(Refused, match="before they are public"):
        operations.take_back(publication=taken, reason="Too late.", actor=researcher, at=NOON)


def test_only_a_draft_is_discarded_and_the_log_remembers_it(run: AnalysisRun, researcher: User) -> None:
    sent = checked(run, researcher)
    with pytest.raises(Refused, match="only discard a draft"):
        operations.discard(publication=sent, actor=researcher, at=LATER)
    draft = edit(sent, researcher)
    operations.discard(publication=draft, actor=researcher, at=LATER)
    assert not Publication.objects.exists()
    assert AuditEntry.objects.filter(action="publication.discarded", subject=draft.subject).exists()
    with pytest.raises(Refused, match="has been discarded"):
        edit(draft, researcher)


def test_results_without_a_headline_are_not_sent_for_approval(run: AnalysisRun, researcher: User) -> None:
    draft = operations.prepare(run=run, actor=researcher, at=LATER)
    draft.figures.update(percent=None, mark="c")
    with pytest.raises(Refused, match="longer period"):
        operations.check(publication=draft, actor=researcher, at=LATER)


def test_months_have_one_draft_at_a_time(run: AnalysisRun, programme: Programme, researcher: User) -> None:
    operations.prepare(run=run, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="already been prepared"):
        operations.prepare(run=run, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="already a draft for these months"):
        operations.prepare(run=small_run(programme, researcher), actor=researcher, at=LATER)
    operations.prepare(run=small_run(programme, researcher, first=date(2025, 2, 1)), actor=researcher, at=LATER)
    other = make_programme(slug="another")
    operations.prepare(run=small_run(other, researcher), actor=researcher, at=LATER)


def test_figures_are_written_again_after_other_results_were_decided(
    run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    february = operations.prepare(
        run=small_run(programme, researcher, first=date(2025, 2, 1)), actor=researcher, at=LATER
    )
    sent = operations.check(publication=february, actor=researcher, at=LATER)
    other_programme = operations.prepare(
        run=small_run(make_programme(slug="another"), researcher), actor=researcher, at=LATER
    )
    approved(run, researcher)
    operations.check(publication=other_programme, actor=researcher, at=LATER)
    with pytest.raises(Refused, match="Write the figures again"):
        approve(sent, reviewer())
    draft = operations.refuse(publication=sent, reason="Write them again.", actor=reviewer(), at=LATER)
    with pytest.raises(Refused, match="Write the figures again"):
        operations.check(publication=draft, actor=researcher, at=LATER)
    operations.write_again(publication=draft, actor=researcher, at=LATER)
    operations.check(publication=draft, actor=researcher, at=LATER)
    assert approve(draft, reviewer()).state == PublicationState.APPROVED


def test_figures_are_written_again_after_earlier_ones_were_imported(
    run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    draft = operations.prepare(run=run, actor=researcher, at=LATER)
    ImportedSeries.objects.create(
        programme=programme,
        supplier="Others",
        method="",
        digest="",
        imported_at=LATER + timedelta(hours=1),
        imported_by=researcher,
    )
    with pytest.raises(Refused, match="withdrawn or imported since"):
        operations.check(publication=draft, actor=researcher, at=LATER)
    operations.write_again(publication=draft, actor=researcher, at=LATER + timedelta(hours=2))
    operations.check(publication=draft, actor=researcher, at=LATER + timedelta(hours=2))


def test_a_correction_replaces_what_was_published_which_stays(
    run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    wrong = published(run, researcher)
    better = small_run(programme, researcher, gave=100, did_not=100)
    with pytest.raises(Refused, match="Enter why"):
        operations.prepare(run=better, actor=researcher, at=NOON)
    waiting = approved(better, researcher, at=NOON, correction="Some answers had been left out.")
    assert Publication.objects.get(pk=wrong.pk).state == PublicationState.PUBLISHED
    operations.publish_due(at=NOON + timedelta(hours=3))
    old, new = Publication.objects.get(pk=wrong.pk), Publication.objects.get(pk=waiting.pk)
    assert (old.state, new.state) == (PublicationState.CORRECTED, PublicationState.PUBLISHED)
    assert (new.supersedes, old.superseded_by) == (old, new)
    assert [one.percent for one in old.figures.all()] == [80.0]
    assert [one.percent for one in new.figures.all()] == [50.0]
    assert list(queries.in_force()) == [new]
    assert set(queries.published()) == {old, new}
    assert new.title == f"{old.title} (correction)"
    third = published(small_run(programme, researcher), researcher, at=NOON + timedelta(days=1), correction="Again.")
    assert (third.supersedes, third.title) == (new, f"{old.title} (correction 2)")


def test_nothing_is_corrected_that_was_not_published(run: AnalysisRun, researcher: User) -> None:
    with pytest.raises(Refused, match="nothing to correct"):
        operations.prepare(run=run, actor=researcher, at=LATER, correction="Wrong.")


def test_withdrawn_results_stay_in_the_archive_and_may_be_replaced(
    run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    publication = published(run, researcher)
    operations.withdraw(publication=publication, reason="An answer was wrong.", actor=researcher, at=NOON)
    [found] = queries.published()
    assert (found.state, found.withdrawal) == (PublicationState.WITHDRAWN, "An answer was wrong.")
    assert list(queries.with_figures()) == []
    replacement = published(small_run(programme, researcher), researcher, at=NOON, correction="Corrected answers.")
    assert replacement.supersedes == publication
    assert Publication.objects.get(pk=publication.pk).state == PublicationState.WITHDRAWN


def test_a_draft_from_before_the_update_does_not_replace_what_is_public(
    run: AnalysisRun, programme: Programme, researcher: User
) -> None:
    """Then months could have several drafts."""
    other = small_run(programme, researcher, first=date(2025, 2, 1))
    draft = operations.prepare(run=other, actor=researcher, at=LATER)
    published(run, researcher)
    AnalysisRun.objects.filter(pk=other.pk).update(first_month=run.first_month, last_month=run.last_month)
    draft.refresh_from_db()
    with pytest.raises(Refused, match="Discard the draft"):
        operations.check(publication=draft, actor=researcher, at=LATER)
