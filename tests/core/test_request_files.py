"""The files of a request that is being received: private, and removed once their process has ended."""

import os
import stat
import subprocess
import sys
from pathlib import Path

from pytest_django import Settings

from aftercall.core import request_files

# As a server that is killed while it receives a file.
KILLED = """
import os, signal
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
settings.WORKING_DIR = os.environ["WORKING_DIR"]
import aftercall.config.wsgi
upload = TemporaryUploadedFile("extract.csv", "text/csv", 9, None)
upload.write(b"crime_ref")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_server_left_of_an_upload_is_removed(settings: Settings, tmp_path: Path) -> None:
    settings.WORKING_DIR = tmp_path / "work"
    environment = os.environ | {
        "AFTERCALL_HOME": str(tmp_path),
        "WORKING_DIR": str(settings.WORKING_DIR),
        "DJANGO_SETTINGS_MODULE": "aftercall.config.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    subprocess.run([sys.executable, "-c", KILLED], env=environment, check=False)
    [folder] = settings.WORKING_DIR.iterdir()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.suffix for path in folder.iterdir()] == [".csv"]
    request_files.remove_abandoned_files()
    assert list(settings.WORKING_DIR.iterdir()) == []


def test_the_folder_of_a_live_process_stays(settings: Settings, tmp_path: Path) -> None:
    settings.WORKING_DIR = tmp_path / "work"
    settings.FILE_UPLOAD_TEMP_DIR = None
    request_files.use_own_folder()
    request_files.remove_abandoned_files()
    assert Path(settings.FILE_UPLOAD_TEMP_DIR).parent == settings.WORKING_DIR
    assert Path(settings.FILE_UPLOAD_TEMP_DIR).is_dir()
