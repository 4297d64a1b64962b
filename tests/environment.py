"""A pytest plugin, loaded before Django's settings. It gives the tests a separate installation, marked as a demo,
and turns off Hypothesis's time limits.
"""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

from aftercall.core.collecting import collect_seldom

HOME = Path(tempfile.mkdtemp(prefix="aftercall-tests-"))
(HOME / "demo").touch()

for name in [name for name in os.environ if name.startswith("AFTERCALL_")]:
    if name != "AFTERCALL_SCREENS":
        del os.environ[name]
os.environ["AFTERCALL_HOME"] = str(HOME)
# Not the machine's shared memory, where other test runs and installations keep and remove extracts.
WORK = HOME / "work"
WORK.mkdir()
os.environ["AFTERCALL_WORK"] = str(WORK)
# Playwright runs an event loop in the thread of the tests; the database is not used from that loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

collect_seldom()
# A test must not fail because the machine is busy.
settings.register_profile("aftercall", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("aftercall")


def pytest_unconfigure() -> None:
    """Delete the tests' installation."""
    shutil.rmtree(HOME, ignore_errors=True)
