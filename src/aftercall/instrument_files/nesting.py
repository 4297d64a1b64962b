"""Groups as rows: from questions that name their group to rows that begin and end groups within each other."""

from collections.abc import Iterator, Sequence

type Row = dict[str, object]

_END: Row = {"type": "end group"}


def nested_rows(groups: Sequence[Row], questions: Sequence[Row]) -> Iterator[Row]:
    """The questions between the rows of their groups. A group that is left and comes again contains what is between.

    The order in which groups begin is that of the document, so that they are listed in this order again.
    """
    spans = _spans(groups, questions)
    open_groups: list[str] = []
    waiting = [str(group["name"]) for group in groups]
    by_name = {str(group["name"]): group for group in groups}
    for number, question in enumerate(questions):
        while open_groups and spans[open_groups[-1]][1] < number:
            open_groups.pop()
            yield _END
        while waiting and spans[waiting[0]][0] <= number:
            name = waiting.pop(0)
            yield {"type": "begin group", "name": name, "label": by_name[name].get("label", "")}
            if spans[name][1] < number:
                yield _END
            else:
                open_groups.append(name)
        yield {name: value for name, value in question.items() if name != "group"}
    yield from [_END] * len(open_groups)
    for name in waiting:
        yield from ({"type": "begin group", "name": name, "label": by_name[name].get("label", "")}, _END)


def _spans(groups: Sequence[Row], questions: Sequence[Row]) -> dict[str, tuple[int, int]]:
    """The first and the last question of each group. It begins no later than those that are listed after it."""
    spans: dict[str, tuple[int, int]] = {}
    first = len(questions)
    for group in reversed(groups):
        numbers = [number for number, question in enumerate(questions) if question.get("group") == group["name"]]
        first = min([first, *numbers])
        spans[str(group["name"])] = (first, numbers[-1] if numbers else first - 1)
    return spans
