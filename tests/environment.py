"""A pytest plugin that is loaded before Django's settings: the tests' installation is a folder of its own, marked as a
demonstration, whatever the surroundings say."""

import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="aftercall-tests-"))
(HOME / "demo").touch()

for name in [name for name in os.environ if name.startswith("AFTERCALL_")]:
    if name != "AFTERCALL_SCREENS":
        del os.environ[name]
os.environ["AFTERCALL_HOME"] = str(HOME)
# Playwright runs an event loop in the test's own thread; the database is used outside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_unconfigure() -> None:
    """Nothing of a test run stays."""
    shutil.rmtree(HOME, ignore_errors=True)
