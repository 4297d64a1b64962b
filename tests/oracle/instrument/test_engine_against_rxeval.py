"""The engine against pyxform and rxeval: made-up forms, each with one path of answers that goes back at times."""

from random import Random

import pytest
from tests.oracle.instrument.forms import Form, make_answer, make_form
from tests.oracle.instrument.rxeval_form import FormInRxeval
from tests.soak import quick_and_soak

from aftercall.instrument.loading import load
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded


@pytest.mark.parametrize("count", quick_and_soak(150, 10_000))
def test_made_up_forms_are_answered_alike(count: int) -> None:
    for seed in range(count):
        random = Random(seed)
        _Walk(make_form(random), random, seed).run()


class _Walk:
    def __init__(self, form: Form, random: Random, seed: int) -> None:
        # Some questions of made-up forms can never be asked, which would be an error in a questionnaire.
        self.instrument = load(form.document)[0]
        self.other = FormInRxeval.of(form)
        self.random = random
        self.where = f"seed {seed}: {form.document['questions']}"

    def run(self) -> None:
        fact = make_answer(self.random, "select_multiple", ["a", "b", "c"])
        self.other.set("fact", fact)
        folded = self.instrument.fold([], {"fact": fact})
        self._compare(folded)
        for _ in range(25):
            question = self._question(folded)
            if question is None:
                return
            folded = self._answered(folded, question)
            self._compare(folded)

    def _question(self, folded: Folded) -> Question | None:
        """The next one, or at times one that was answered before."""
        path = self.instrument.path(folded.answers)
        if path and self.random.random() < 0.2:
            return self.random.choice(path)
        return self.instrument.next_question(folded.answers)

    def _answered(self, folded: Folded, question: Question) -> Folded:
        names = [choice.name for choice in self.instrument.options(question, folded.answers, 0)]
        raw = make_answer(self.random, question.type, names)
        checked = self.instrument.check(question, raw, folded.answers)
        if not question.is_answered:
            return self.instrument.answered(folded, question.name, checked.value or "")
        self.other.set(question.name, raw.strip())
        self.other.evaluate()
        is_refused = self.other.paths[question.name] in self.other.invalid
        assert is_refused == (checked.value is None), f"{question.name} answered {raw!r} by {folded}; {self.where}"
        return folded if checked.value is None else self.instrument.answered(folded, question.name, checked.value)

    def _compare(self, folded: Folded) -> None:
        for question in self.instrument.questions:
            if question.is_answered:
                # Answers that are off the route count for nothing there either; JavaRosa sees them as empty.
                self.other.set(question.name, folded.counted.get(question.name, ""))
        self.other.evaluate()
        where = f"by {folded}; {self.where}"
        self._compare_values(folded, where)
        self._compare_route(folded, where)
        assert self.instrument.on_route(folded.answers) == folded.counted, where

    def _compare_values(self, folded: Folded, where: str) -> None:
        for question in self.instrument.questions:
            if question.is_answered or not question.is_asked:
                ours = folded.counted.get(question.name, "")
                assert ours == self.other.value(question.name), f"{question.name} {where}"

    def _compare_route(self, folded: Folded, where: str) -> None:
        asked = [question for question in self.instrument.questions if question.is_asked]
        for question in asked:
            if question.name in folded.counted:
                assert self.other.relevant[question.name], f"{question.name} {where}"
            left = self.other.choices(question.name) if question.choices else None
            if left is not None:
                ours = [choice.name for choice in self.instrument.options(question, folded.answers, 0)]
                assert ours == left, f"{question.name} {where}"
        unanswered = [
            one.name
            for one in asked
            # We do not ask a question whose filter leaves no choice; rxeval would.
            if self.other.relevant[one.name] and one.name not in folded.counted and self.other.choices(one.name) != []
        ]
        following = self.instrument.next_question(folded.answers)
        assert (following and following.name) == (unanswered[0] if unanswered else None), where
