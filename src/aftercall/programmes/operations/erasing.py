"""The part of the end of retention that concerns the load: its files, keys, decisions and reports."""

from datetime import datetime

from aftercall.core.errors import Refused
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.models import ExtractLoad, LoadJob, MatchDecision, Wave


def lock_for_erasure(wave: Wave) -> ExtractLoad:
    """Lock a wave and its load in the caller's transaction. Refused if its data have already been erased."""
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    load = ExtractLoad.objects.select_for_update().get(wave=locked)
    if load.erased_at:
        raise Refused("The data of this wave have already been erased")
    return load


def erase_load(*, load: ExtractLoad, at: datetime) -> int:
    """Erase, within the caller's transaction and on its commit, what a load holds about people. Returns the number of
    decisions about possible matches."""
    load.erased_at = at
    load.save(update_fields=["erased_at"])
    decisions, _ = MatchDecision.objects.filter(wave=load.wave_id).delete()
    # A load's error and report can name crime references.
    LoadJob.objects.filter(wave=load.wave_id).update(error="", report=None)
    kept_extracts.destroy_on_commit(load.folder, at=at)
    folders.erase_on_commit(load, at=at)
    return decisions
