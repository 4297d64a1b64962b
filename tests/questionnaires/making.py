"""Questionnaires to upload, and drafts of them."""

import copy
from collections.abc import Callable
from typing import Any

from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.instrument.loading import shipped_document
from aftercall.instrument_files.compiling import compile_form
from aftercall.instrument_files.exporting import to_xlsx
from aftercall.questionnaires.draft_operations import store_draft
from aftercall.questionnaires.models import QuestionnaireDraft

NAME = "victim_satisfaction"
NEXT = 7
type Change = Callable[[Any], None]


def next_version(*changes: Change, version: int = NEXT) -> Any:
    """The document of the shipped version 2 as a later version, as a spreadsheet gives it back, with these changes."""
    document: Any = copy.deepcopy(shipped_document("victim_satisfaction_2"))
    document["version"] = version
    for change in changes:
        change(document)
    compiled = compile_form(to_xlsx(document), file_name="next.xlsx")
    assert compiled.document, [str(found) for found in compiled.findings]
    return compiled.document


def question(document: Any, name: str) -> Any:
    """A question of a document."""
    return next(one for one in document["questions"] if one["name"] == name)


def reword_contact(document: Any) -> None:
    """Ask in other words how easy it was to get in touch."""
    question(document, "contact")["label"] = "How was it to get in touch: are you satisfied, dissatisfied or neither?"


def reword_with(word: str) -> Change:
    """Ask with this word how easy it was to get in touch, and name the questionnaire by it."""

    def reword(document: Any) -> None:
        question(document, "contact")["label"] = f"Was it easy to ring {word}?"
        document["title"] = word

    return reword


def make_draft(researcher: User, *changes: Change) -> QuestionnaireDraft:
    """A draft of the next version with these changes."""
    return store_draft(document=next_version(*changes), file_name="next.xlsx", findings=[], actor=researcher, at=LATER)
