"""The system's Chromium."""

import shutil

# The first one draws no windows, which takes a third of the processor time.
_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def browser_program() -> str:
    """The path of the browser that tests start."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    assert found, "No Chromium is on the PATH; install the package chromium"
    return found
