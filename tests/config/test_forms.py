"""What every form of the site has in common."""

from importlib import import_module
from pkgutil import walk_packages

from django import forms

import aftercall


def forms_of_the_site() -> set[type[forms.BaseForm]]:
    """Every form class that a room defines."""
    for module in walk_packages(aftercall.__path__, "aftercall."):
        if ".forms" in module.name or module.name.endswith("_forms"):
            import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        waiting += (subclasses := waiting.pop().__subclasses__())
        found |= {one for one in subclasses if one.__module__.startswith("aftercall.")}
    return found


def test_no_field_speaks_in_the_words_of_the_framework() -> None:
    limited = [
        (form.__qualname__, name, field)
        for form in forms_of_the_site()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and field.max_length and not field.widget.is_hidden
    ]
    assert len(limited) > 10
    assert [(form, name) for form, name, field in limited if "max_length" not in field.error_messages] == []
