"""Storing an instrument and reading it back."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import make_programme, stored_instrument, version_of
from tests.instrument.versions import second_version

from aftercall.core.append_only import AppendOnlyModel
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.instrument.canonical import document_digest
from aftercall.instrument.loading import parse_instrument, shipped_document
from aftercall.questionnaires import queries
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.operations import store_instrument

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)
NAME = "victim_satisfaction"


def store(document: object) -> InstrumentVersion:
    return store_instrument(document=document, actor=SystemActor("tests"), at=NOON)


def document_with_title(title: str) -> Any:
    document: Any = shipped_document("victim_satisfaction_1")
    return document | {"title": title}


def test_a_version_is_stored_unchanged() -> None:
    store(second_version())
    stored = InstrumentVersion.objects.get()
    assert (stored.name, stored.version, stored.title) == (NAME, 2, "Victim satisfaction survey")
    assert stored.document == second_version()
    assert (stored.digest, stored.stored_at) == (document_digest(second_version()), NOON)


def test_storing_is_recorded_in_the_audit_log() -> None:
    stored = store(shipped_document("victim_satisfaction_1"))
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.subject) == ("instrument.stored", "instrument:victim_satisfaction_1")
    assert entry.details == {"digest": stored.digest}


def test_storing_the_same_document_with_its_keys_in_another_order_returns_the_same_row() -> None:
    first = store(second_version())
    assert store(dict(reversed(second_version().items()))) == first
    assert InstrumentVersion.objects.count() == AuditEntry.objects.count() == 1


def test_another_document_for_the_same_version_is_refused() -> None:
    store(document_with_title("Survey"))
    with pytest.raises(Refused, match="already stored as victim_satisfaction version 1; give this one a new version"):
        store(document_with_title("Another survey"))
    assert InstrumentVersion.objects.get().title == "Survey"
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("document", [[], {"name": "x"}, document_with_title("")])
def test_an_invalid_document_is_refused_with_a_one_line_message(document: object) -> None:
    with pytest.raises(Refused, match=r"^This instrument can't be used\. [^\n]+$"):
        store(document)
    assert not InstrumentVersion.objects.exists()


def test_a_stored_version_cannot_be_changed() -> None:
    stored = store(second_version())
    stored.title = "Another"
    for change in (
        stored.save,
        lambda: InstrumentVersion.objects.update(title="Another"),
        lambda: InstrumentVersion.objects.bulk_update([stored], ["title"]),
        lambda: InstrumentVersion.objects.update_or_create(name=NAME, version=2, defaults={"title": "Another"}),
    ):
        with transaction.atomic(), pytest.raises(TypeError, match="can't be changed or deleted"):
            change()
    assert InstrumentVersion.objects.get().title == "Victim satisfaction survey"


def test_a_stored_version_cannot_be_deleted() -> None:
    stored = store(second_version())
    for deletion in (stored.delete, InstrumentVersion.objects.all().delete):
        with pytest.raises(TypeError, match="can't be changed or deleted"):
            deletion()
    assert InstrumentVersion.objects.exists()


def test_versions_are_found_by_name_and_number() -> None:
    first, second = stored_instrument(), store(second_version())
    assert queries.instrument_version(NAME, 1) == first
    assert queries.instrument_version(NAME, 3) is None
    assert queries.latest_version(NAME) == second
    assert queries.latest_version("another_name") is None


def test_reading_a_version_gives_the_stored_instrument() -> None:
    assert queries.read_instrument(store(second_version())) == parse_instrument(second_version())


def test_a_document_is_parsed_once_and_is_not_read_from_the_database_again(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    store(second_version())
    first = queries.read_instrument(InstrumentVersion.objects.get())
    with django_assert_num_queries(1):
        assert queries.read_instrument(InstrumentVersion.objects.defer("document").get()) is first


def test_a_document_that_has_been_changed_in_the_database_is_refused() -> None:
    stored = store(document_with_title("Another title"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE questionnaires_instrumentversion SET document = %s", ['{"name": "forged"}'])
    with pytest.raises(queries.DigestMismatch, match="victim_satisfaction version 1 does not match its digest"):
        queries.read_instrument(InstrumentVersion.objects.get(pk=stored.pk))


def test_a_version_in_use_is_also_protected_by_the_foreign_keys_that_refer_to_it() -> None:
    programme = make_programme()
    with pytest.raises(ProtectedError):
        force_delete(version_of(programme).survey.instrument)


def force_delete(version: InstrumentVersion) -> None:
    """Delete a version, bypassing the model's own check."""
    super(AppendOnlyModel, version).delete()


def test_a_version_has_a_display_name_and_a_reference() -> None:
    stored = stored_instrument()
    assert (str(stored), stored.reference) == ("victim_satisfaction version 1", "victim_satisfaction_1")
