from random import Random
from typing import Any

import pytest
from tests.instrument.tiny import asked, tiny

from aftercall.instrument.instrument import Instrument

NORTH_SOUTH = {
    "name": "towns",
    "options": [
        {"name": name, "label": name, "key": str(key), "columns": {"region": region}}
        for key, (name, region) in enumerate([("york", "north"), ("leeds", "north"), ("bath", "south")], start=1)
    ],
}
REGIONS = {
    "name": "regions",
    "options": [{"name": name, "label": name, "key": name[0]} for name in ("north", "south")],
}


def by_region(kind: str = "select_one") -> Instrument:
    return tiny(
        asked("region", "select_one regions"),
        asked("town", f"{kind} towns", choice_filter="region = ${region}"),
        choices=[NORTH_SOUTH, REGIONS],
    )


def calculated(name: str, calculation: str, **fields: object) -> dict[str, object]:
    return {"type": "calculate", "name": name, "calculation": calculation, **fields}


def test_an_answer_that_falls_off_the_route_does_not_come_back_unasked() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), asked("c"))
    before = [("a", "yes"), ("b", "no"), ("c", "yes"), ("a", "no")]
    folded = instrument.fold(before, {})
    assert (folded.counted, folded.aside) == ({"a": "no", "c": "yes"}, {"b": "no"})
    back = instrument.fold([*before, ("a", "yes")], {})
    assert (back.counted, back.aside) == ({"a": "yes", "c": "yes"}, {"b": "no"})
    following = instrument.next_question(back.answers)
    assert following is not None
    assert following.name == "b"
    again = instrument.fold([*before, ("a", "yes"), ("b", "yes")], {})
    assert (again.counted, again.aside) == ({"a": "yes", "b": "yes", "c": "yes"}, {})


def test_what_depends_on_an_answer_that_fell_off_falls_off_too() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), asked("c", relevant="${b} = 'yes'"))
    folded = instrument.fold([("a", "yes"), ("b", "yes"), ("c", "no"), ("a", "no")], {})
    assert (folded.counted, folded.aside) == ({"a": "no"}, {"b": "yes", "c": "no"})


def test_an_answer_that_was_never_asked_for_is_put_aside() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), calculated("n", "1"))
    folded = instrument.fold([("b", "yes"), ("z", "yes"), ("n", "7")], {})
    assert (folded.counted, folded.aside) == ({"n": "1"}, {"b": "yes", "z": "yes", "n": "7"})


def test_a_fact_decides_what_is_asked_and_is_no_answer() -> None:
    instrument = tiny(asked("a", relevant="selected(${modules}, 'hate_crime')"), asked("b"), facts=["modules"])
    asked_all = {"modules": "burglary hate_crime"}
    assert [question.name for question in instrument.path(asked_all | {"a": "yes"})] == ["a", "b"]
    assert [question.name for question in instrument.path({"modules": "burglary"})] == ["b"]
    folded = instrument.fold([("a", "yes")], asked_all | {"other": "thing"})
    assert (folded.counted, folded.facts) == ({"a": "yes"}, asked_all)
    assert instrument.on_route(asked_all | {"a": "yes"}) == {"a": "yes"}


def test_a_calculation_is_never_asked_and_follows_the_answers() -> None:
    instrument = tiny(
        asked("a", "integer"),
        calculated("double", "${a} * 2"),
        asked("b", relevant="${double} > 10"),
        calculated("kind", "'big'", relevant="${b} = 'yes'"),
        asked("c", relevant="${kind} = 'big'"),
    )
    assert [question.name for question in instrument.path({"a": "6"})] == ["a", "b"]
    folded = instrument.fold([("a", "6"), ("b", "yes"), ("c", "no")], {})
    assert folded.counted == {"a": "6", "double": "12", "b": "yes", "kind": "big", "c": "no"}
    changed = instrument.answered(folded, "a", "5")
    assert (changed.counted, changed.aside) == ({"a": "5", "double": "10"}, {"b": "yes", "c": "no"})
    assert instrument.is_complete(changed.answers)


def test_the_day_of_the_interview_is_a_fact() -> None:
    instrument = tiny(asked("d", "date"), calculated("days", "today() - ${d}"))
    folded = instrument.fold([("d", "2026-11-01")], {"today": "2026-11-29"})
    assert folded.counted["days"] == "28"


@pytest.mark.parametrize(("kind", "chosen"), [("select_one", "york"), ("select_multiple", "york leeds")])
def test_an_answer_whose_choice_is_no_longer_offered_is_put_aside(kind: str, chosen: str) -> None:
    instrument = by_region(kind)
    folded = instrument.fold([("region", "north"), ("town", chosen)], {})
    assert folded.counted == {"region": "north", "town": chosen}
    changed = instrument.answered(folded, "region", "south")
    assert (changed.counted, changed.aside) == ({"region": "south"}, {"town": chosen})
    assert instrument.next_question(changed.answers) is instrument.question["town"]


def test_a_note_is_passed_when_it_is_seen() -> None:
    instrument = tiny(asked("n", "note"), asked("a"))
    assert [question.name for question in instrument.path({})] == ["n"]
    checked = instrument.check(instrument.question["n"], "")
    assert checked.value == "seen"
    assert [question.name for question in instrument.path({"n": "seen"})] == ["n", "a"]


@pytest.mark.parametrize("seed", range(40))
def test_answers_one_by_one_come_to_the_same_as_all_at_once(seed: int) -> None:
    random = Random(seed)
    questions: list[dict[str, Any]] = [asked("q0")]
    for number in range(1, 8):
        condition = f"${{q{random.randrange(number)}}} = '{random.choice(['yes', 'no'])}'"
        questions.append(asked(f"q{number}", **({"relevant": condition} if random.random() < 0.7 else {})))
    instrument = tiny(*questions, choices=[{"name": "yes_no", "options": tiny_options()}])
    events = [(f"q{random.randrange(8)}", random.choice(["yes", "no"])) for _ in range(20)]
    folded = instrument.fold([], {})
    for name, value in events:
        folded = instrument.answered(folded, name, value)
        assert instrument.on_route(folded.counted) == folded.counted
        assert not folded.counted.keys() & folded.aside.keys()
    assert folded == instrument.fold(events, {})


def tiny_options() -> list[dict[str, object]]:
    return [{"name": name, "label": name, "key": name[0]} for name in ("yes", "no")]
