"""The coding of one wave: it begins once fieldwork is closed, and ends with the return of the codes."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from random import Random

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.fieldwork.interviewing import SEALED
from aftercall.fieldwork.queries import answers_of
from aftercall.handover.codes import accept_codes
from aftercall.handover.models import CodeReturn
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState
from aftercall.verbatims import queries, sealing
from aftercall.verbatims.agreement import agreement_of, code_document
from aftercall.verbatims.codebook import NONE, Codebook
from aftercall.verbatims.models import CodingRound, TextState, Verbatim


@transaction.atomic
def open_round(*, wave: Wave, actor: User, at: datetime, order: Random | None = None) -> CodingRound:
    """Begin to code a wave with the latest version of its codebook, which it keeps to the end.

    Refused before fieldwork is closed, after retention has ended, without a codebook, and a second time. The texts are
    in random order; order: for the demo, which can be reproduced.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    if wave.state not in {WaveState.CLOSED, WaveState.RETURNED} or wave.release.erased_at:
        raise Refused("Texts can be coded from the close of fieldwork until retention ends")
    if CodingRound.objects.filter(wave=wave).exists():
        raise Refused("The coding of this wave has already begun")
    codebook = queries.latest_codebook(wave.programme)
    if codebook is None:
        raise Refused("This programme has no codebook yet. Confirm its first version, then begin to code")
    coding = CodingRound.objects.create(wave=wave, codebook=codebook, opened_at=at, opened_by=actor)
    texts = list(_texts(coding, Codebook.read(codebook.document)))
    (order or secrets.SystemRandom()).shuffle(texts)
    for place, text in enumerate(texts):
        text.place = place
    Verbatim.objects.bulk_create(texts, batch_size=500)
    details = {"codebook": codebook.number, "texts": len(texts)}
    audit.record(actor=actor, action="coding.begun", subject=wave.subject, at=at, details=details)
    return coding


def _texts(coding: CodingRound, book: Codebook) -> Iterator[Verbatim]:
    interviews = list(queries.interviews_to_code(coding.wave))
    given = answers_of(interviews)
    for interview in interviews:
        for question in book.questions:
            key = sealing.answers_key(interview)
            if key and given[interview.pk].counted.get(question) == SEALED:
                yield Verbatim(coding=coding, interview=interview, sealed_question=key.seal_codes(question))


@transaction.atomic
def return_codes(*, coding: CodingRound, actor: User, at: datetime) -> CodeReturn:
    """Return the codes of a wave to the force, with the version of the codebook and the coders' agreement; never a
    text. Without any text, the return says that there was nothing to code, so that the wave does not stop the codes of
    others from being counted. Refused while a text has not been settled, because the others would not be a sample of
    all."""
    if left := queries.texts_left(coding):
        raise Refused(f"{counted(left, 'text has', 'texts have')} not been settled yet. Settle them first")
    book = Codebook.read(coding.codebook.document)
    codes: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for text in queries.texts_with_case().filter(coding=coding, state=TextState.SETTLED):
        if question := sealing.question_of(text):
            given = book.with_parents(sealing.codes_of(text)) or (NONE,)
            codes[text.interview.case.released.reference][question] = list(given)
    document = code_document(coding, agreement_of(coding))
    return accept_codes(wave=coding.wave, codes=codes, document=document, actor=actor, at=at)
