"""A pytest plugin, loaded before Django's settings. It gives the tests an installation of their own, marked as a
demonstration whatever the environment says, and takes time limits away from Hypothesis.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

HOME = Path(tempfile.mkdtemp(prefix="aftercall-tests-"))
(HOME / "demo").touch()

for name in [name for name in os.environ if name.startswith("AFTERCALL_")]:
    if name != "AFTERCALL_SCREENS":
        del os.environ[name]
os.environ["AFTERCALL_HOME"] = str(HOME)
# Playwright runs an event loop in the test's own thread; the database is used outside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

gc.set_threshold(100_000)  # as commands do: expressions make so many objects that collecting them takes a while
# A test that is slow because the machine is busy has not failed.
settings.register_profile("aftercall", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("aftercall")


def pytest_unconfigure() -> None:
    """Nothing of a test run remains."""
    shutil.rmtree(HOME, ignore_errors=True)
