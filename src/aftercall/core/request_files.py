"""Where the files of a request are written while it is received: a private folder for each serving process.

The process keeps it locked (see frames.locked_folders), so that what a killed process left can be removed.
"""

import secrets
from pathlib import Path

from django.conf import settings

from aftercall.frames.locked_folders import create_locked_folder, remove_abandoned

_PREFIX = "aftercall-requests-"


def use_own_folder() -> None:
    """From now on, let this process receive files in a folder of its own, which it locks until it ends."""
    folder = Path(settings.WORKING_DIR) / f"{_PREFIX}{secrets.token_hex(8)}"
    create_locked_folder(folder)
    settings.FILE_UPLOAD_TEMP_DIR = str(folder)


def remove_abandoned_files() -> None:
    """Remove the folders of processes that have ended, because they may hold a part of an extract."""
    remove_abandoned(Path(settings.WORKING_DIR).glob(f"{_PREFIX}*"))
