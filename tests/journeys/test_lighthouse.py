"""Lighthouse's judgement of the public pages, in each language."""

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.journeys.site import ROOT, Site

LIGHTHOUSE = ROOT / "web/audit/node_modules/.bin/lighthouse"
PAGES = ("/", "/check-a-call/", "/opt-out/", "/cookies/", "/easy-read/", "/results/", "/cy/privacy/", "/pl/opt-out/")
LEAST = 0.98


@pytest.mark.soak
@pytest.mark.one_database
@pytest.mark.parametrize("path", PAGES)
def test_accessibility_and_best_practices(
    path: str, site: Site, browser_type_launch_args: Mapping[str, object], tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    subprocess.run(
        [
            LIGHTHOUSE,
            f"{site.url}{path}",
            "--quiet",
            "--output=json",
            f"--output-path={report}",
            "--only-categories=accessibility,best-practices",
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu",
        ],
        check=True,
        env=os.environ | {"CHROME_PATH": str(browser_type_launch_args["executable_path"])},
    )
    scores = {name: found["score"] for name, found in json.loads(report.read_text())["categories"].items()}
    assert min(scores.values()) >= LEAST, scores
