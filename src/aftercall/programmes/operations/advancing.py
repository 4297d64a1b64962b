"""The one operation that moves a wave from state to state."""

from aftercall.programmes.models import Wave
from aftercall.programmes.retention import require_retained
from aftercall.programmes.states import WaveAction, next_state


def advance(wave: Wave, action: WaveAction) -> Wave:
    """Lock the wave in the caller's transaction, check its current state, and move it to the next.

    Returns the locked wave. Refused if the current state does not allow the action, and once retention has ended.
    """
    locked = Wave.objects.select_for_update().get(pk=wave.pk)
    require_retained(locked)
    locked.state = next_state(locked.state, action)
    locked.save(update_fields=["state"])
    return locked
