"""The steps of a build, as they are reported while it runs."""

from collections.abc import Callable

from aftercall.frames.watching import Tick, Watch

STEP_LABELS = (
    "Read and check the extract",
    "Find duplicate records",
    "Recognise people",
    "Match people who objected or were surveyed before",
    "Apply the exclusions",
    "Select one event per person and write the frame",
)
STEP_COUNT = len(STEP_LABELS)

type Progress = Callable[[int, int], None]


class Steps:
    """Reports each finished step to `progress`, and to `tick` that a step is running."""

    def __init__(self, watch: Watch, progress: Progress | None, tick: Tick | None) -> None:
        self._watch, self._progress, self.tick = watch, progress, tick
        self._done = 0

    def done(self) -> None:
        """The current step is finished."""
        self._done += 1
        self._watch.report_to(self._without_share())
        if self._progress:
            self._progress(self._done, STEP_COUNT)

    def _without_share(self) -> Tick | None:
        """After the first step, which reads the extracts, the share of a step that is done is not known."""
        tick = self.tick
        if tick is None or self._done == STEP_COUNT:
            return None
        return lambda _: tick(None)
