from itertools import product
from random import Random

import pytest
from tests.instrument.tiny import asked, document

from aftercall.instrument.findings import findings
from aftercall.instrument.loading import load


def unreachable(*questions: dict[str, object], **fields: object) -> list[str]:
    message = "no answers lead to this question; change its condition or delete it"
    return [found.place.name for found in findings(document(*questions, **fields)) if found.message == message]


@pytest.mark.parametrize(
    "condition",
    [
        "${a} = 'yes' and ${a} = 'no'",
        "${a} = 'yes' and not(${a} = 'yes')",
        "${a} != 'yes' and ${a} != 'no' and ${a} != ''",
        "selected(${a}, 'yes') and selected(${a}, 'no')",
        "selected(${c}, 'red') and not(selected(${c}, 'red'))",
        "${c} = 'red' and selected(${c}, 'blue')",
        "selected(${c}, 'red') and selected(${c}, 'none')",
        "1 = 2",
        "${a} = 'yes' and (1 = 2 or ${a} = 'no')",
        "${b} = 'yes' and ${a} = 'no'",
        "not(${b} = '') and not(${a} = 'yes')",
        "${n} = '1' and ${n} = '2'",
    ],
)
def test_a_question_that_no_answers_lead_to_is_found(condition: str) -> None:
    assert unreachable(*BEFORE, asked("q", relevant=condition), **LISTS) == ["q"]


@pytest.mark.parametrize(
    "condition",
    [
        "${a} = 'yes' or ${a} = 'no'",
        "selected(${c}, 'red') and selected(${c}, 'blue')",
        "selected(${c}, 'none') and not(selected(${c}, 'red'))",
        "${c} != 'red' and selected(${c}, 'red')",
        "${b} = '' and ${a} = 'no'",
        "${n} > 5 and ${n} < 3",
        "${a} = ${b} and ${a} != ${b}",
        "count-selected(${c}) > 9",
        "false()",
    ],
)
def test_a_question_that_answers_lead_to_or_may_lead_to_is_not_reported(condition: str) -> None:
    assert unreachable(*BEFORE, asked("q", relevant=condition), **LISTS) == []


def test_a_question_behind_one_that_is_never_asked_is_found_too() -> None:
    questions = [
        asked("a"),
        asked("b", relevant="1 = 2"),
        asked("c", relevant="${b} = 'yes'"),
        asked("d", relevant="${b} = ''"),
    ]
    assert unreachable(*questions) == ["b", "c"]


def test_a_condition_with_very_many_alternatives_counts_as_possible() -> None:
    parts = " and ".join(f"(${{a}} = 'yes' or ${{n}} = '{number}')" for number in range(15))
    assert unreachable(*BEFORE, asked("q", relevant=f"{parts} and ${{a}} = 'no'"), **LISTS) == []


def test_a_condition_with_very_many_claims_counts_as_possible() -> None:
    parts = " and ".join(f"${{n}} != '{number}'" for number in range(120))
    assert unreachable(*BEFORE, asked("q", relevant=f"{parts} and ${{n}} = '1'"), **LISTS) == []
    assert unreachable(*BEFORE, asked("q", relevant="${n} != '1' and ${n} = '1'"), **LISTS) == ["q"]


@pytest.mark.parametrize("seed", range(60))
def test_nothing_is_reported_that_trying_all_answers_reaches(seed: int) -> None:
    random = Random(seed)
    names = ["a", "b", "d"]
    questions = [asked("a")]
    for place, name in enumerate(names[1:], start=1):
        questions.append(asked(name, relevant=condition(random, names[:place])))
    questions.append(asked("q", relevant=condition(random, names)))
    instrument = load(document(*questions))[0]
    reached = {
        question.name
        for values in product(("yes", "no"), repeat=4)
        for question in instrument.path(instrument.on_route(dict(zip([*names, "q"], values, strict=True))))
    }
    assert reached.isdisjoint(unreachable(*questions))


def condition(random: Random, names: list[str]) -> str:
    atoms = [
        f"${{{random.choice(names)}}} {random.choice(['=', '!='])} '{random.choice(['yes', 'no', ''])}'"
        for _ in range(4)
    ]
    shapes = ["{} and {} and {}", "({} or {}) and {}", "not({} or {}) and {}", "{} and not({} and {})"]
    return random.choice(shapes).format(*atoms)


BEFORE = (
    asked("a"),
    asked("b", relevant="${a} = 'yes'"),
    asked("c", "select_multiple shades", required=False),
    asked("n", "integer"),
)
LISTS = {
    "choices": [
        {"name": "yes_no", "options": [{"name": name, "label": name, "key": name[0]} for name in ("yes", "no")]},
        {
            "name": "shades",
            "options": [
                {"name": name, "label": name, "key": name[0], "exclusive": name == "none"}
                for name in ("red", "blue", "none")
            ],
        },
    ]
}
