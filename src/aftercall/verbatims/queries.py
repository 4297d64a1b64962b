"""Reads of codebooks, texts and quotations."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from django.db.models import Case, Count, Q, QuerySet, When

from aftercall.accounts.models import User
from aftercall.consents.queries import is_restricted
from aftercall.dispositions.codes import COMPLETE, PARTIAL
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Interview
from aftercall.fieldwork.queries import answers_in, interviews_with_instrument
from aftercall.handover.models import CodeReturn
from aftercall.instrument.questions import QuestionType
from aftercall.programmes.models import Programme, Wave
from aftercall.programmes.states import WaveState
from aftercall.questionnaires.queries import read_instrument
from aftercall.suppression.queries import digests_of_case, has_objected
from aftercall.verbatims.codebook import Codebook
from aftercall.verbatims.models import (
    CodebookDraft,
    CodebookVersion,
    CodingRound,
    Quotation,
    QuotationState,
    TextState,
    Verbatim,
)
from aftercall.verbatims.sealing import codes_of, question_of, words_of

# The question by which a person agrees to be quoted, and the answer that agrees.
QUOTE_QUESTION, QUOTE_ANSWER = "quote", "yes"
CODINGS_NEEDED = 2
_TO_DECIDE = (TextState.TO_CODE, TextState.TO_SETTLE)


def latest_codebook(programme: Programme) -> CodebookVersion | None:
    """The version that waves are coded with from now on."""
    return CodebookVersion.objects.filter(programme=programme).order_by("number").last()


def codes_now(programme: Programme) -> Codebook:
    """The codes of the latest version; none if there is none."""
    version = latest_codebook(programme)
    return Codebook.read(version.document) if version else Codebook()


def draft_codes(programme: Programme) -> Codebook | None:
    """The codes of the draft, None if nothing is being changed."""
    draft = CodebookDraft.objects.filter(programme=programme).first()
    return Codebook.read(draft.document) if draft else None


def text_questions(programme: Programme) -> dict[str, str]:
    """The questions that are answered in a person's own words, by name with their words, of every released wave."""
    found: dict[str, str] = {}
    waves = Wave.objects.filter(programme=programme, release__isnull=False).select_related("release__instrument")
    for version in {wave.release.instrument: None for wave in waves.order_by("month")}:
        questions = read_instrument(version).questions
        found |= {one.name: one.label for one in questions if one.type is QuestionType.TEXT}
    return found


def rounds() -> QuerySet[CodingRound]:
    """The waves whose texts are or were coded, newest first, with how many of their texts are in each state."""
    counted = {state: Count("texts", filter=Q(texts__state=state)) for state in TextState.values}
    found = CodingRound.objects.select_related("wave__programme", "wave__code_return", "codebook")
    return found.annotate(**counted).order_by("-wave__month")


def waves_to_code() -> QuerySet[Wave]:
    """Waves whose fieldwork is closed and whose texts are still there, but not coded yet, newest first."""
    ended = Wave.objects.filter(state__in=(WaveState.CLOSED, WaveState.RETURNED), load__erased_at=None)
    return ended.filter(coding__isnull=True, release__isnull=False).select_related("programme").order_by("-month")


def interviews_to_code(wave: Wave) -> QuerySet[Interview]:
    """The complete and partial interviews of a wave, whose answers are returned."""
    interviewed = (COMPLETE.code, PARTIAL.code)
    found = interviews_with_instrument().filter(case__wave=wave, case__final_disposition__in=interviewed)
    return found.order_by("pk")


def texts_with_case() -> QuerySet[Verbatim]:
    """Texts with what is needed to read them, without the large document of the questionnaire."""
    related = ("interview__case__released__release__instrument", "coding__codebook", "coding__wave__programme")
    return Verbatim.objects.select_related(*related).defer("interview__case__released__release__instrument__document")


def texts_for(coder: User, at: datetime, state: TextState = TextState.TO_CODE) -> QuerySet[Verbatim]:
    """The texts that this person may take now: not those of people whom they interviewed, nor those that someone else
    works on. To code: not those that they have coded. To settle: not those whose codes they have proposed, which the
    other coder must agree to. The one they have taken already comes first, then those that were coded once."""
    free = Q(leased_until=None) | Q(leased_until__lte=at) | Q(leased_to=coder)
    texts = texts_with_case().filter(free, state=state, coding__wave__code_return=None)
    done = Q(codings__coder=coder) if state == TextState.TO_CODE else Q(settled_by=coder)
    others = texts.exclude(done).exclude(interview__attempt__interviewer=coder)
    held = Case(When(leased_to=coder, then=1), default=0)
    return others.annotate(held=held, times=Count("codings")).order_by("-held", "-times", "coding", "place")


def texts_proposed_by(coder: User) -> QuerySet[Verbatim]:
    """Texts whose codes this person has proposed, and that the other coder has not agreed to yet."""
    return Verbatim.objects.filter(state=TextState.TO_SETTLE, settled_by=coder, coding__wave__code_return=None)


def other_coder(text: Verbatim, coder: User) -> User | None:
    """The other person who coded a text; None if this person did not code it."""
    coders = [one.coder for one in text.codings.select_related("coder")]
    return next((one for one in coders if one != coder), None) if coder in coders else None


def settlements(coding: CodingRound) -> dict[tuple[str, ...], int]:
    """How many differences were settled, by the names of the two who did so together, or of the third person."""
    settled = coding.texts.filter(state=TextState.SETTLED, settled_by__isnull=False)
    counted: Counter[tuple[str, ...]] = Counter()
    for one, other in settled.values_list("settled_by__name", "settled_with__name"):
        counted[tuple(sorted(name for name in (one, other) if name))] += 1
    return dict(sorted(counted.items()))


def texts_left(coding: CodingRound) -> int:
    """How many texts of a wave still have to be decided."""
    return coding.texts.filter(state__in=_TO_DECIDE).count()


def may_be_quoted(text: Verbatim) -> bool:
    """Whether the person agreed to be quoted, has not objected or withdrawn their answers since, and has not had the
    use of their data restricted."""
    return agrees_to_be_quoted(text) and not is_restricted(digests_of_case(text.interview.case.released.reference))


def agrees_to_be_quoted(text: Verbatim) -> bool:
    """Whether the person agreed to be quoted and has not objected or withdrawn their answers since."""
    released = text.interview.case.released
    return (
        not has_objected(released.reference) and answers_in(text.interview).counted.get(QUOTE_QUESTION) == QUOTE_ANSWER
    )


def question_words(text: Verbatim, question: str) -> str:
    """The question as it was put."""
    asked = instrument_of(text.interview.case).question.get(question)
    return asked.label if asked else question


def codes_given(interview: Interview) -> Iterator[tuple[str, str]]:
    """The codes of an interview's answers in the person's own words, once settled: the question, and the labels of the
    codes. For a person who asks what is held about them."""
    for text in texts_with_case().filter(interview=interview, state=TextState.SETTLED):
        book = Codebook.read(text.coding.codebook.document)
        labels = [code.label for name in codes_of(text) if (code := book.named(name))]
        if question := question_of(text):
            yield question_words(text, question), ", ".join(labels) or "No code"


def quotations_from(interview: Interview) -> Iterator[tuple[str, bool]]:
    """The question of each quotation that was proposed from an interview, and whether it may still be used. For a
    person who asks what is held about them; once one has been published, nothing leads back to them."""
    for quotation in Quotation.objects.filter(verbatim__interview=interview):
        yield quotation.question, quotation.state not in {QuotationState.REFUSED, QuotationState.WITHDRAWN}


def codes_are_returned(wave: Wave) -> bool:
    """Whether the force has the codes of this wave."""
    return CodeReturn.objects.filter(wave=wave).exists()


def quotations(*states: QuotationState) -> QuerySet[Quotation]:
    """Quotations in these states, with the text that each is of."""
    related = ("programme", "verbatim__interview__case__released__release__instrument")
    found = Quotation.objects.filter(state__in=states).select_related(*related)
    return found.defer("verbatim__interview__case__released__release__instrument__document")


def is_still_allowed(quotation: Quotation) -> bool:
    """Whether an unpublished quotation can be used now: it can be read, and the person agrees to it."""
    text = quotation.verbatim
    return text is not None and bool(words_of(text)) and may_be_quoted(text)


def has_ended(quotation: Quotation) -> bool:
    """Whether an unpublished quotation can never be used again. A restriction may be lifted."""
    text = quotation.verbatim
    return text is None or not words_of(text) or not agrees_to_be_quoted(text)


def published_quotations(programme: Programme) -> QuerySet[Quotation]:
    """Quotations that have been published, newest first. `words` is what may be shown, with `group`."""
    published = Quotation.objects.filter(programme=programme, state=QuotationState.PUBLISHED)
    return published.order_by("-published_on", "reference")
