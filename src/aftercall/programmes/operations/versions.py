"""Creating a programme, changing its draft, and confirming the draft as the programme's next version."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from aftercall.accounts.models import User
from aftercall.core import audit, words
from aftercall.core.errors import Refused
from aftercall.programmes import queries
from aftercall.programmes.models import Programme, ProgrammeDraft, ProgrammeVersion, Wave
from aftercall.programmes.policies import require_plausible_date
from aftercall.programmes.settings.catalogue import (
    BY_KEY,
    SHARED,
    InvalidSetting,
    Settings,
    check_together,
    default_settings,
    missing,
    read_settings,
)
from aftercall.programmes.settings.fingerprints import changed_since
from aftercall.programmes.settings.programme_file import ProgrammeFile
from aftercall.programmes.settings.versions import calling_rules_of, settings_of, survey_of, version_columns
from aftercall.programmes.settings.words import value_in_words
from aftercall.programmes.states import WaveState
from aftercall.questionnaires.operations import find_or_store_shipped


@transaction.atomic
def create_programme(
    *, name: str, actor: audit.Actor, at: datetime, slug: str = "", copy_from: Programme | None = None
) -> Programme:
    """Create a programme with a draft of its first version, with the force and the agency of another if one is given.
    Refused if there is one of nearly the same name."""
    slug = slug or slugify(name)[:40].strip("-")
    if not slug:
        raise Refused("Enter a name with at least one letter or digit")
    programme = _store_programme(slug, name, at)
    copied = queries.settings_to_edit(copy_from) if copy_from else {}
    shared = {key: copied[key] for key in SHARED if key in copied}
    settings = default_settings() | shared | {"survey.name": name}
    ProgrammeDraft.objects.create(programme=programme, settings=settings, changed_at=at)
    audit.record(actor=actor, action="programme.created", subject=programme.subject, at=at)
    return programme


def _store_programme(slug: str, name: str, at: datetime) -> Programme:
    """Leaves it to the database to find the name taken, because the form may be sent twice at once."""
    try:
        with transaction.atomic():
            return Programme.objects.create(slug=slug, name=name, created_at=at)
    except IntegrityError:
        raise Refused("There is already a programme of this name. Enter another name") from None


@transaction.atomic
def change_settings(
    *, programme: Programme, changes: Mapping[str, object], actor: audit.Actor, at: datetime, opened_with: str = ""
) -> ProgrammeDraft:
    """Change settings, by key, in the programme's draft, which is begun if there is none. Waves do not change until it
    is confirmed. Raises InvalidSetting, which is a Refused, for a value that can't be used.

    opened_with: the fingerprint of the settings that the user saw. Refused if one of these has changed since.
    """
    _lock(programme)
    current = queries.settings_to_edit(programme)
    _require_unchanged(current, opened_with, list(changes))
    settings = current | read_settings(changes)
    check_together(settings)
    draft, _ = ProgrammeDraft.objects.update_or_create(
        programme=programme, defaults={"settings": settings, "changed_at": at}
    )
    details = {"settings": sorted(changes)}
    audit.record(actor=actor, action="programme.draft_changed", subject=programme.subject, at=at, details=details)
    return draft


def _require_unchanged(current: Settings, opened_with: str, keys: Sequence[str]) -> None:
    if changed := changed_since(opened_with, current, keys):
        now = "; ".join(f"{BY_KEY[key].label} (now: {value_in_words(key, current.get(key))})" for key in changed)
        raise Refused(f"Someone else has changed this since you opened the page: {now}. Nothing has been saved")


def set_mapping(*, programme: Programme, mapping: str, actor: audit.Actor, at: datetime) -> ProgrammeDraft:
    """Set how the programme's extracts are read: the text of a mapping file (TOML), or an empty text for our own
    layout. Raises InvalidSetting if the text is not a mapping."""
    return change_settings(programme=programme, changes={"mapping": mapping}, actor=actor, at=at)


@transaction.atomic
def discard_draft(*, programme: Programme, actor: audit.Actor, at: datetime) -> None:
    """Discard the changes since the latest version. Refused if there are none, or if there is no version yet."""
    _lock(programme)
    if queries.latest_version(programme) is None:
        raise Refused("This programme has no version yet, so its settings cannot be discarded")
    if not ProgrammeDraft.objects.filter(programme=programme).delete()[0]:
        raise Refused("There are no changes to discard")
    audit.record(actor=actor, action="programme.draft_discarded", subject=programme.subject, at=at)


@transaction.atomic
def confirm_version(
    *, programme: Programme, takes_effect_on: date, actor: audit.Actor, at: datetime, opened_with: str = ""
) -> ProgrammeVersion:
    """Store the draft as the programme's next version, in effect from this day on. Months that were opened and have no
    extract yet get the version that is then in effect on their first day; the others keep theirs.

    Refused if a setting is missing, or if one has changed since the user saw them (opened_with: their fingerprint).
    Without a draft, the latest settings may only be given an earlier date.
    """
    _lock(programme)
    _require_unchanged(queries.settings_to_edit(programme), opened_with, list(BY_KEY))
    draft = ProgrammeDraft.objects.filter(programme=programme).first()
    settings = default_settings() | draft.settings if draft else _settings_for_earlier_date(programme, takes_effect_on)
    version = _store_version(programme, settings, takes_effect_on, actor, at)
    ProgrammeDraft.objects.filter(programme=programme).delete()
    _update_empty_waves(programme)
    details = {"version": version.number, "takes_effect_on": takes_effect_on.isoformat()}
    audit.record(actor=actor, action="programme.version_confirmed", subject=programme.subject, at=at, details=details)
    return version


def _settings_for_earlier_date(programme: Programme, takes_effect_on: date) -> Settings:
    latest = programme.versions.latest("number")
    if takes_effect_on >= latest.takes_effect_on:
        before = words.day(latest.takes_effect_on)
        raise Refused(f"You have not changed any settings. Change one first, or enter a day before {before}")
    return settings_of(latest)


def _store_version(
    programme: Programme, settings: Settings, takes_effect_on: date, actor: audit.Actor, at: datetime
) -> ProgrammeVersion:
    require_plausible_date(takes_effect_on, today=timezone.localdate(at))
    if absent := missing(settings):
        raise Refused(f"Complete these settings first: {', '.join(setting.label for setting in absent)}")
    check_together(settings)
    try:
        instrument = find_or_store_shipped(reference=str(settings["survey.questionnaire"]), actor=actor, at=at)
    except Refused as error:
        raise InvalidSetting("survey.questionnaire", str(error)) from None
    survey, calling = survey_of(settings, instrument), calling_rules_of(settings)
    survey.save()
    calling.save()
    latest = queries.latest_version(programme)
    return ProgrammeVersion.objects.create(
        programme=programme,
        number=latest.number + 1 if latest else 1,
        takes_effect_on=takes_effect_on,
        created_at=at,
        created_by=actor if isinstance(actor, User) else None,
        survey=survey,
        calling=calling,
        **version_columns(settings),
    )


@transaction.atomic
def import_programme(*, file: ProgrammeFile, takes_effect_on: date, actor: audit.Actor, at: datetime) -> Programme:
    """Create the programme of a programme file, with its settings as the first version. Refused if there is already a
    programme of this slug."""
    if Programme.objects.filter(slug=file.slug).exists():
        raise Refused(
            f"There is already a programme {file.slug}. Change its settings on its pages, or enter another slug"
        )
    programme = Programme.objects.create(slug=file.slug, name=file.name, created_at=at)
    version = _store_version(programme, file.settings, takes_effect_on, actor, at)
    details = {"version": version.number, "takes_effect_on": takes_effect_on.isoformat()}
    audit.record(actor=actor, action="programme.imported", subject=programme.subject, at=at, details=details)
    return programme


def export_programme(*, programme: Programme) -> str:
    """The programme file of the latest version. Refused if there is no version yet."""
    latest = queries.latest_version(programme)
    if latest is None:
        raise Refused("This programme has no version yet. Confirm its settings first")
    return ProgrammeFile(programme.name, programme.slug, settings_of(latest)).to_text()


def _update_empty_waves(programme: Programme) -> None:
    """Give each month without an extract the version that is in effect on its first day."""
    for wave in queries.empty_waves(programme):
        in_effect = queries.version_on(programme, wave.month)
        Wave.objects.filter(pk=wave.pk, state=WaveState.PLANNED).exclude(version=in_effect).update(version=in_effect)


def _lock(programme: Programme) -> None:
    """Let no one else change this programme until the transaction ends."""
    Programme.objects.select_for_update().get(pk=programme.pk)
