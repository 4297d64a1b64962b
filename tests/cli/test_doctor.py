"""The command doctor, and the starts that are refused when it finds something."""

import json
import os
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from tests.cli.test_main import Result as CommandResult
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, make_cases
from tests.rights.test_objections import ANN

from aftercall.cli.__main__ import aftercall as command
from aftercall.cli.site import start_django
from aftercall.config import schedule, server
from aftercall.core import vault
from aftercall.core.models import JournalEntry, KeyTombstone, ScheduledRun
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.objections import opt_out
from aftercall.suppression.models import Objection, SuppressedDigest

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private_files() -> Iterator[None]:
    """As after every start. What digests are made with has been there since the first of them."""
    umask = os.umask(0o077)
    vault.long_lived_key(MATCH_KEY)
    start_django()
    yield
    os.umask(umask)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def lose_a_key() -> str:
    """Destroy the key of a case without a tombstone. Returns what doctor says about it."""
    vault.destroy_key(make_cases()[0].released.ring, 0)
    return (
        "Contact details: 1 cannot be opened, and no tombstone says that they were erased, first those of case CASE1."
    )


def test_it_says_that_nothing_is_wrong() -> None:
    assert run("doctor").output == "Nothing is wrong. Encrypted values that open: 0. Erased for good: 0.\n"
    make_cases(Person("CASE1"), Person("CASE2"))
    start_django()
    result = run("doctor")
    assert (result.exit_code, result.output) == (
        0,
        "Nothing is wrong. Encrypted values that open: 4. Erased for good: 0.\n",
    )


def test_it_says_what_is_wrong_in_a_line_each() -> None:
    finding = lose_a_key()
    start_django()
    result = run("doctor")
    assert result.exit_code == 1
    assert result.output.startswith(finding)
    answer = json.loads(run("doctor", "--json").output)
    assert (answer["passed"], len(answer["findings"]), answer["opened"]) == (False, 1, 1)


def test_it_destroys_erased_keys_on_request_only(commit: Commit) -> None:
    ring = make_cases()[0].released.ring
    KeyTombstone.objects.create(ring=ring, slot=0, recorded_at=TUESDAY, destroyed_at=TUESDAY)
    start_django()
    assert run("doctor").exit_code == 1
    assert vault.key_exists(ring)
    result = run("doctor", "--destroy-erased")
    assert (result.exit_code, result.output) == (
        0,
        "Nothing is wrong. Encrypted values that open: 1. Erased for good: 1.\n",
    )
    assert not vault.key_exists(ring)


@pytest.mark.parametrize("arguments", [("serve", "--port", "8123"), ("work", "--once")])
def test_the_service_does_not_start_while_something_is_wrong(
    arguments: tuple[str, ...], aftercall: Callable[..., CommandResult], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "require_free_port", lambda *_: None)
    finding = lose_a_key()
    result = aftercall(*arguments)
    assert result.returncode == 1
    assert result.stderr.startswith(f"aftercall: {finding}")
    assert not ScheduledRun.objects.exists()


def test_the_service_says_that_the_database_was_restored_and_applies_again_what_it_has_forgotten(
    commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "SCHEDULE", ())
    opt_out(person=ANN, at=TUESDAY)
    commit()
    JournalEntry.objects.all().delete()
    SuppressedDigest.objects.all().delete()
    Objection.objects.all().delete()
    said = "The database was restored from a backup. What it had forgotten is applied again: 1 entry.\n"
    assert run("work", "--once").output == said
    assert Objection.objects.count() == 1
    assert run("work", "--once").output == ""
