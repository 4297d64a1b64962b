"""Between a programme's settings, by key, and the rows of a version."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import tomli_w

from aftercall.frames.exclusions import Exclusion, exclusions_of, shipped_exclusions
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import CallingRules, ProgrammeVersion, Survey
from aftercall.programmes.settings.readers import Value
from aftercall.questionnaires.models import InstrumentVersion

_SURVEY = (
    "name",
    "force_name",
    "force_phone",
    "policing_body",
    "contact_email",
    "basis",
    "lawful_basis",
    "retention_weeks",
    "modules",
    "incident_categories",
    "minimum_base",
    "minimum_count",
)
_CALLING = ("agency_name", "agency_phone", "window_opens_weeks", "window_closes_weeks", "maximum_attempts", "web_door")
_DAYS = {"weekdays": "weekday", "saturdays": "saturday", "sundays": "sunday"}
_VERSION = ("minimum_age", "repeat_contact_months", "categories", "numbers_abroad", "exclusion_rules", "mapping")


def settings_of(version: ProgrammeVersion) -> dict[str, Value]:
    """The settings of a stored version."""
    survey, calling = version.survey, version.calling
    return {
        "sampling_fraction": f"{version.sampling_fraction:.3f}",
        **{name: getattr(version, name) for name in _VERSION},
        "exclusion": tomllib.loads(version.exclusions)["exclusion"] if version.exclusions else [],
        **{f"survey.{name}": getattr(survey, name) for name in _SURVEY},
        "survey.questionnaire": survey.instrument.reference,
        **{f"calling.{name}": getattr(calling, name) for name in _CALLING},
        **{f"calling.{name}": _hours(calling, day) for name, day in _DAYS.items()},
        "calling.bank_holidays": calling.calls_on_bank_holidays,
    }


def _hours(calling: CallingRules, day: str) -> list[str]:
    begins, ends = getattr(calling, f"{day}_calls_from"), getattr(calling, f"{day}_calls_until")
    return [f"{begins:%H:%M}", f"{ends:%H:%M}"] if begins else []


def survey_of(settings: Mapping[str, Any], instrument: InstrumentVersion) -> Survey:
    """The survey of these settings, not yet saved."""
    return Survey(instrument=instrument, **{name: settings[f"survey.{name}"] for name in _SURVEY})


def calling_rules_of(settings: Mapping[str, Any]) -> CallingRules:
    """The calling rules of these settings, not yet saved."""
    hours: dict[str, time | None] = {}
    for name, day in _DAYS.items():
        times = [time.fromisoformat(part) for part in settings[f"calling.{name}"]]
        hours[f"{day}_calls_from"], hours[f"{day}_calls_until"] = times or (None, None)
    return CallingRules(
        **{name: settings[f"calling.{name}"] for name in _CALLING},
        **hours,
        calls_on_bank_holidays=settings["calling.bank_holidays"],
    )


def version_columns(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a version's own columns."""
    own = settings["exclusion"]
    return {name: settings[name] for name in _VERSION} | {
        "sampling_fraction": Decimal(settings["sampling_fraction"]),
        "exclusions": tomli_w.dumps({"exclusion": own}) if own else "",
    }


def frame_rules(
    version: ProgrammeVersion, *, first_day: date | None = None, last_day: date | None = None
) -> FrameRules:
    """The rules by which a version's frames are built, for reports from the first to the last day."""
    rules = FrameRules(
        sampling_fraction=version.fraction,
        minimum_age=version.minimum_age,
        repeat_contact_months=version.repeat_contact_months,
        reported_from=first_day,
        reported_to=last_day,
        categories=tuple(version.categories),
        numbers_abroad=version.numbers_abroad,
    )
    return replace(rules, exclusions=_exclusions(version))


def frame_rules_of_settings(settings: Mapping[str, Any]) -> FrameRules:
    """The rules that these settings give, such as those of a draft that nobody has confirmed yet."""
    return frame_rules(ProgrammeVersion(**version_columns(settings)))


def _exclusions(version: ProgrammeVersion) -> tuple[Exclusion, ...]:
    if version.exclusions:
        return exclusions_of(tomllib.loads(version.exclusions)["exclusion"], "exclusions")
    return shipped_exclusions(version.exclusion_rules)


def mapping_of(version: ProgrammeVersion) -> dict[str, Any] | None:
    """How to read the extracts of a version, as parsed entries; None if they are in our own layout."""
    return tomllib.loads(version.mapping) if version.mapping else None
