"""Annotations name Ibis's classes, which mypy can't check, so they are compared with the values at run time."""

import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import ibis.expr.types as ir
from tests.frames.conftest import MATCH_KEY, Build
from tests.frames.people import person, stranger

import aftercall.frames
from aftercall.frames.design import SampleDesign, Selection
from aftercall.frames.draw import Seeds, draw_sample
from aftercall.frames.expression_cache import clear_cached_expressions
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.frames.verify import verify_sample

_EVENTS = sys.monitoring.events
_TOOL = sys.monitoring.PROFILER_ID


def _functions(module: ModuleType) -> Iterator[Callable[..., Any]]:
    for value in vars(module).values():
        members = vars(value).values() if inspect.isclass(value) else [value]
        yield from (each for each in members if inspect.isfunction(each) and each.__module__ == module.__name__)


class _Checker:
    """Compares the arguments and results of every function with its annotations, where these are classes of Ibis."""

    def __init__(self) -> None:
        self.checked: set[tuple[str, str]] = set()
        self.wrong: set[tuple[str, str, str]] = set()
        self._hints: dict[CodeType, Mapping[str, type]] = {}
        for info in pkgutil.walk_packages(aftercall.frames.__path__, "aftercall.frames."):
            for function in _functions(import_module(info.name)):
                self._add(inspect.unwrap(function))

    def _add(self, function: Callable[..., Any]) -> None:
        variadic = inspect.getfullargspec(function).varargs
        hints = {name: hint for name, hint in inspect.get_annotations(function).items() if name != variadic}
        classes = {name: hint for name, hint in hints.items() if isinstance(hint, type) and issubclass(hint, ir.Expr)}
        if classes:
            self._hints[function.__code__] = classes

    @contextmanager
    def watching(self) -> Iterator[None]:
        sys.monitoring.use_tool_id(_TOOL, "annotations")
        sys.monitoring.register_callback(_TOOL, _EVENTS.PY_START, self._started)
        sys.monitoring.register_callback(_TOOL, _EVENTS.PY_RETURN, self._returned)
        for code in self._hints:
            sys.monitoring.set_local_events(_TOOL, code, _EVENTS.PY_START | _EVENTS.PY_RETURN)
        try:
            yield
        finally:
            for code in self._hints:
                sys.monitoring.set_local_events(_TOOL, code, _EVENTS.NO_EVENTS)
            sys.monitoring.free_tool_id(_TOOL)

    def _started(self, code: CodeType, _offset: int) -> None:
        self._check(code, sys._getframe(1).f_locals)

    def _returned(self, code: CodeType, _offset: int, result: object) -> None:
        self._check(code, {"return": result})

    def _check(self, code: CodeType, values: Mapping[str, object]) -> None:
        for name, hint in self._hints[code].items():
            if name in values:
                self.checked.add((code.co_qualname, name))
                if not isinstance(values[name], hint):
                    self.wrong.add((code.co_qualname, name, type(values[name]).__name__))


def test_annotations_that_name_ibis_classes_hold_at_run_time(build: Build, tmp_path: Path) -> None:
    checker, suppressed = _Checker(), tmp_path / "suppressed.csv"
    suppressed.write_text("\n".join(["digest", *person_digests(stranger(1), match_key=MATCH_KEY)]))
    clear_cached_expressions()  # or the functions would not be called
    rows = [person(8), person(9, flags="deceased"), *map(stranger, range(7))]
    with checker.watching():
        built = build(rows, suppressed=suppressed, keeps_register=True)
        for selection in Selection:
            design = SampleDesign(fraction=Fraction(1, 2), selection=selection)
            draw_sample(built.folder, seeds=Seeds.of(b"seed"), design=design, out=tmp_path / selection)
            assert verify_sample(tmp_path / selection, built.folder) == []
    assert not checker.wrong
    assert len(checker.checked) > 250
