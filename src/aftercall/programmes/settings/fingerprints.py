"""What a form was opened with, so that nobody overwrites a change that they have not seen."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from aftercall.programmes.settings.catalogue import SETTINGS, Settings


def fingerprint(settings: Settings) -> str:
    """A short text that changes with the settings: a part for each, in the order of the programme file."""
    return ".".join(_digest(settings.get(setting.key)) for setting in SETTINGS)


def changed_since(opened_with: str, settings: Settings, keys: Sequence[str]) -> list[str]:
    """Which of these settings differ from a fingerprint. None if it is empty."""
    if not opened_with:
        return []
    parts = dict(zip((setting.key for setting in SETTINGS), opened_with.split("."), strict=False))
    return [key for key in keys if parts.get(key) != _digest(settings.get(key))]


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
