"""A second version of the shipped instrument, for tests with answers to two versions."""

from typing import Any

from aftercall.instrument.loading import shipped_document


def second_version() -> dict[str, Any]:
    """Version 2: `yes` of the first question is `reported`, `treatment` is dropped, and `fairness` is new."""
    document: Any = shipped_document("victim_satisfaction_1")
    document["version"] = 2
    document["choices"].append(_reported(document))
    document["questions"] = [
        _changed(question) for question in document["questions"] if not question["name"].startswith("treatment")
    ] + _asked_twice("fairness")
    document["measures"] = [_relabelled(measure) for measure in document["measures"] if measure["name"] != "treatment"]
    document["measures"].append(_measure("fairness"))
    document["breakdowns"] = [{"name": "category", "label": "What happened"}, {"name": "sex", "label": "Sex"}]
    return document


def _reported(document: Any) -> dict[str, object]:
    yes, *others = next(choices["options"] for choices in document["choices"] if choices["name"] == "yes_no")
    return {"name": "reported", "options": [yes | {"name": "reported"}, *others]}


def _changed(question: dict[str, Any]) -> dict[str, Any]:
    if question["name"] == "reported_by":
        return question | {"type": "select_one reported"}
    if question["name"] == "contact":
        return question | {"relevant": "${reported_by} = 'reported'"}
    return question


def _asked_twice(name: str) -> list[dict[str, object]]:
    degrees = [
        {
            "type": "select_one degree",
            "name": f"{name}_{direction}",
            "label": f"How {direction}?",
            "relevant": f"${{{name}}} = '{direction}'",
        }
        for direction in ("satisfied", "dissatisfied")
    ]
    return [{"type": "select_one direction", "name": name, "label": f"Are you satisfied with {name}?"}, *degrees]


def _relabelled(measure: dict[str, Any]) -> dict[str, Any]:
    if measure["name"] != "contact":
        return measure
    return measure | {"label": "Getting in touch", "sentence": "{percent} were satisfied with getting in touch."}


def _measure(name: str) -> dict[str, object]:
    return {
        "name": name,
        "label": name.capitalize(),
        "sentence": f"{{percent}} were satisfied with {name}.",
        "direction": name,
        "degrees": {direction: f"{name}_{direction}" for direction in ("satisfied", "dissatisfied")},
    }
