from tests.instrument.test_routing import by_region
from tests.instrument.tiny import asked, tiny

from aftercall.instrument.instrument import Instrument

FRUIT = ("apple", "banana", "cherry", "damson")


def names(instrument: Instrument, seed: int, answers: dict[str, str] | None = None) -> list[str]:
    question = [one for one in instrument.questions if not one.name.endswith("_other")][-1]
    return [choice.name for choice in instrument.options(question, answers or {}, seed)]


def fruit(**fields: object) -> Instrument:
    options: list[dict[str, object]] = [
        {"name": name, "label": name, "key": str(key)} for key, name in enumerate(FRUIT, start=1)
    ]
    options.insert(1, {"name": "none", "label": "None of these", "key": "5", "exclusive": True})
    options.insert(0, {"name": "unsure", "label": "Not sure", "key": "6", "read_out": "never"})
    question = asked("f", "select_multiple fruit", **fields)
    return tiny(question, choices=[{"name": "fruit", "options": options}])


def test_options_keep_the_order_of_the_questionnaire_unless_it_is_rotated() -> None:
    assert names(fruit(), 7) == ["unsure", "apple", "none", "banana", "cherry", "damson"]


def test_the_same_seed_gives_the_same_order_in_every_process() -> None:
    rotated = fruit(rotate=True, other=True, dk_refused=True)
    fixed = ["unsure", "none", "other", "dont_know", "refused"]
    assert names(rotated, 1) == ["damson", "apple", "banana", "cherry", *fixed]
    assert {tuple(names(rotated, seed)[4:]) for seed in range(50)} == {tuple(fixed)}


def test_every_order_is_drawn_about_equally_often() -> None:
    rotated = fruit(rotate=True)
    first = [names(rotated, seed)[0] for seed in range(1000)]
    assert all(200 < first.count(name) < 300 for name in FRUIT)
    assert len({tuple(names(rotated, seed)) for seed in range(1000)}) == 24


def test_a_key_stays_with_its_choice() -> None:
    rotated = fruit(rotate=True)
    for seed in range(5):
        keys = {choice.name: choice.key for choice in rotated.options(rotated.question["f"], {}, seed)}
        assert keys["banana"] == "2"


def test_a_filter_leaves_the_choices_whose_columns_it_names() -> None:
    instrument = by_region()
    assert names(instrument, 0, {"region": "north"}) == ["york", "leeds"]
    assert names(instrument, 0, {"region": "south"}) == ["bath"]
    assert names(instrument, 0) == []
    assert instrument.is_complete({"region": "east"})  # a question without a choice left is not asked
    town = instrument.question["town"]
    assert instrument.check(town, "3", {"region": "north"}).problem == "Choose one of the answers: 1, 2"
    assert instrument.check(town, "3", {"region": "south"}).value == "bath"


def test_a_choice_has_a_condition_of_its_own() -> None:
    options = [
        {"name": "yes", "label": "Yes", "key": "1"},
        {"name": "both", "label": "Both", "key": "2", "only_if": "${a} = 'yes'"},
    ]
    instrument = tiny(
        asked("a"), asked("b", "select_one more"), choices=[*_yes_no(), {"name": "more", "options": options}]
    )
    assert names(instrument, 0, {"a": "yes"}) == ["yes", "both"]
    assert names(instrument, 0, {"a": "no"}) == ["yes"]


def test_a_question_without_choices_offers_its_ways_out() -> None:
    assert names(tiny(asked("a", "integer", dk_refused=True)), 0) == ["dont_know", "refused"]
    assert names(tiny(asked("a", "integer")), 0) == []


def _yes_no() -> list[dict[str, object]]:
    return [{"name": "yes_no", "options": [{"name": n, "label": n, "key": n[0]} for n in ("yes", "no")]}]
