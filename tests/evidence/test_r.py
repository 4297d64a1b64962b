"""The R snippet of an export, run as it is shipped with R's survey package. Only in the soak, which has R."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from tests.evidence.test_files import export_of

from aftercall.accounts.models import User
from aftercall.evidence.operations import content_of
from aftercall.publication.models import Publication


@pytest.mark.soak
@pytest.mark.django_db
def test_r_prints_the_published_figures(publication: Publication, researcher: User, tmp_path: Path) -> None:
    content = content_of(export_of(publication, researcher))
    zipfile.ZipFile(io.BytesIO(content)).extractall(tmp_path)
    run = subprocess.run(["Rscript", "reproduce.R"], cwd=tmp_path, capture_output=True, text=True, check=True)
    shown = publication.figures.exclude(low=None).count()
    assert run.stdout.splitlines()[-1] == f"{shown} figures, 0 differ from those published"
