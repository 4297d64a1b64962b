"""Changing a programme's codebook: a draft first, then a version that never changes."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.programmes.models import Programme
from aftercall.verbatims import queries
from aftercall.verbatims.codebook import Code, Codebook
from aftercall.verbatims.models import CodebookDraft, CodebookVersion


@transaction.atomic
def change_code(*, programme: Programme, code: Code, actor: User, at: datetime) -> None:
    """Add a code to the draft, or change it there. Without a draft, one begins with the codes of the latest version."""
    _change(programme, lambda book: book.with_code(code))
    _record("codebook.code_changed", programme, actor, at, code=code.name)


@transaction.atomic
def remove_code(*, programme: Programme, name: str, actor: User, at: datetime) -> None:
    """Remove a code from the draft. Refused while others belong to it."""
    _change(programme, lambda book: book.without(name))
    _record("codebook.code_removed", programme, actor, at, code=name)


@transaction.atomic
def discard_draft(*, programme: Programme, actor: User, at: datetime) -> None:
    """Discard every change since the latest version."""
    CodebookDraft.objects.filter(programme=programme).delete()
    _record("codebook.discarded", programme, actor, at)


@transaction.atomic
def confirm_codebook(*, programme: Programme, actor: User, at: datetime) -> CodebookVersion:
    """Make the draft the codebook's next version. Waves whose coding begins later are coded with it."""
    draft = CodebookDraft.objects.select_for_update().filter(programme=programme).first()
    if draft is None or not draft.document:
        raise Refused("There is nothing to confirm. Add a code first")
    book = Codebook.read(draft.document)
    draft.delete()
    return _store(programme, book, actor, at)


@transaction.atomic
def import_codebook(*, programme: Programme, book: Codebook, actor: User, at: datetime) -> CodebookVersion:
    """Store a whole codebook as the next version."""
    return _store(programme, book, actor, at)


def _store(programme: Programme, book: Codebook, actor: User, at: datetime) -> CodebookVersion:
    latest = queries.latest_codebook(programme)
    number = latest.number + 1 if latest else 1
    document = book.as_version(number, queries.codes_now(programme)).document
    version = CodebookVersion(
        programme=programme, number=number, confirmed_at=at, confirmed_by=actor, document=document
    )
    version.save()
    _record("codebook.confirmed", programme, actor, at, version=number, codes=len(document))
    return version


def _change(programme: Programme, change: Callable[[Codebook], Codebook]) -> None:
    Programme.objects.select_for_update().get(pk=programme.pk)
    book = queries.draft_codes(programme)
    changed = change(queries.codes_now(programme) if book is None else book)
    CodebookDraft.objects.update_or_create(programme=programme, defaults={"document": changed.document})


def _record(action: str, programme: Programme, actor: User, at: datetime, **details: object) -> None:
    audit.record(actor=actor, action=action, subject=f"programme:{programme.slug}", at=at, details=details)
