"""What waves are called on a page that may show those of several programmes."""

from collections.abc import Callable

from aftercall.core.words import month
from aftercall.programmes.models import Programme, Wave


def wave_titles() -> Callable[[Wave], str]:
    """A function that names a wave: by its month and, if there are several programmes, by its programme too."""
    if Programme.objects.count() > 1:
        return lambda wave: f"{month(wave.month)} ({wave.programme.name})"
    return lambda wave: month(wave.month)
