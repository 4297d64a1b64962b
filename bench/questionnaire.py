"""What one answer costs in a questionnaire of 60 questions: checking it, adding it, and finding the next question.

Run: PYTHONPATH=src:. python bench/questionnaire.py [--rounds 50]

The same form, converted by pyxform, is filled in with rxeval for comparison: set the answer, recompute, and look for
the first relevant question without an answer. Both must ask the same questions. Times are the median and the 95th
percentile over all answers of all rounds, in milliseconds; "all again" is replaying all answers so far, as a web page
does that reads them from a database.
"""

import argparse
import statistics
from collections.abc import Mapping, Sequence
from time import perf_counter

import rxeval
from pyxform.xls2xform import convert

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import parse_instrument

SIZE = 60
CHOICES = ("satisfied", "neither", "dissatisfied")
ANSWERS: Mapping[str, str] = {"select_one": "satisfied", "integer": "12", "select_multiple": "satisfied neither"}


def questions() -> list[dict[str, str]]:
    """60 questions: stems with probes, numbers with constraints, several choices with what follows, calculations."""
    found: list[dict[str, str]] = []
    for block in range(SIZE // 6):
        one, number, several = f"a{block}", f"n{block}", f"m{block}"
        before = f"${{a{block - 1}}} != 'dissatisfied' or ${{total{block - 1}}} > 20" if block else "true()"
        total = f"${{total{block - 1}}} + coalesce(${{{number}}}, 0)" if block else f"${{{number}}} + 0"
        found += [
            {"type": "select_one scale", "name": one, "label": "A?", "relevant": before},
            {"type": "select_one scale", "name": f"b{block}", "label": "B?", "relevant": f"${{{one}}} = 'satisfied'"},
            {
                "type": "integer",
                "name": number,
                "label": "N?",
                "constraint": ". >= 0 and . < 120",
                "constraint_message": "No",
            },
            {"type": "select_multiple scale", "name": several, "label": "M?", "relevant": f"${{{number}}} > 5"},
            {
                "type": "select_one scale",
                "name": f"c{block}",
                "label": "C?",
                "relevant": f"selected(${{{several}}}, 'neither')",
            },
            {"type": "calculate", "name": f"total{block}", "calculation": total},
        ]
    return found


def document() -> dict[str, object]:
    """The form as an instrument's document."""
    options = [{"name": name, "label": name, "key": str(key)} for key, name in enumerate(CHOICES, start=1)]
    lists = [{"name": "scale", "options": options}]
    return {"name": "bench", "version": 1, "title": "B", "minutes": 9, "choices": lists, "questions": questions()}


def xform() -> str:
    """The same form, converted by pyxform."""
    choices = [{"list_name": "scale", "name": name, "label": name} for name in CHOICES]
    settings = [{"form_id": "bench", "form_title": "B"}]
    return convert({"survey": questions(), "choices": choices, "settings": settings}).xform


def ours(instrument: Instrument) -> tuple[list[str], list[float], list[float]]:
    """The questions asked, the seconds of each answer, and of replaying all answers up to it."""
    asked: list[str] = []
    one_more: list[float] = []
    again: list[float] = []
    folded = instrument.fold([], {})
    following = instrument.next_question(folded.answers)
    while following is not None:
        asked.append(following.name)
        start = perf_counter()
        checked = instrument.check(following, ANSWERS[following.type], folded.answers)
        folded = instrument.answered(folded, following.name, checked.value or "")
        following = instrument.next_question(folded.answers)
        one_more.append(perf_counter() - start)
        start = perf_counter()
        instrument.fold([(name, folded.counted[name]) for name in asked], {})
        again.append(perf_counter() - start)
    return asked, one_more, again


def rivals(form: str) -> tuple[list[str], list[float]]:
    """The questions that rxeval asks, and the seconds of each answer."""
    session = rxeval.Session(form, today="2026-11-29", now="2026-11-29T09:00:00Z")
    rows = [row for row in questions() if row["type"] != "calculate"]
    asked: list[str] = []
    times: list[float] = []
    following = _first(rows, session, asked)
    while following is not None:
        asked.append(following["name"])
        start = perf_counter()
        session.set(f"/data/{following['name']}", ANSWERS[following["type"].split()[0]])
        following = _first(rows, session, asked)
        times.append(perf_counter() - start)
    return asked, times


def _first(rows: Sequence[dict[str, str]], session: rxeval.Session, asked: Sequence[str]) -> dict[str, str] | None:
    relevant = session.recompute()["relevant"]
    return next((row for row in rows if row["name"] not in asked and relevant[f"/data/{row['name']}"]), None)


def in_milliseconds(times: Sequence[float]) -> str:
    """Median and 95th percentile."""
    percentile = statistics.quantiles(times, n=20)[-1]
    return f"{statistics.median(times) * 1000:.3f} (95 % below {percentile * 1000:.3f})"


def main() -> None:
    """Print one line for each way."""
    parser = argparse.ArgumentParser(description="What one answer costs in a questionnaire of 60 questions")
    parser.add_argument("--rounds", type=int, default=50)
    rounds = parser.parse_args().rounds
    instrument, form = parse_instrument(document()), xform()
    own, again, other = list[float](), list[float](), list[float]()
    for _ in range(rounds):
        asked, one_more, replayed = ours(instrument)
        asked_there, times = rivals(form)
        if asked != asked_there:
            raise SystemExit(f"rxeval asked other questions: {asked_there} and not {asked}")
        own, again, other = own + one_more, again + replayed, other + times
    print(f"{len(asked)} answers in {SIZE} questions, {rounds} rounds, milliseconds an answer")
    print(f"ours, one more answer  {in_milliseconds(own)}")
    print(f"ours, all again        {in_milliseconds(again)}")
    print(f"rxeval                 {in_milliseconds(other)}")


if __name__ == "__main__":
    main()
