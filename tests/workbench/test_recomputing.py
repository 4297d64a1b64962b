"""`aftercall figure recompute` prints the same figure, and fails where it or the data differ."""

import re
import shlex
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.world import change_answers

from aftercall.results.models import AnalysisRun

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
type Command = Callable[..., Result]


def shown_command(client: Client, run: AnalysisRun, *groups: str) -> list[str]:
    """The command on the page of a figure's origin, as a shell would pass it."""
    query = {
        "programme": run.programme_id,
        "period": "2025-01/2025-01",
        "population": "all",
        "measure": "whole",
        "group": groups,
    }
    page = client.get(reverse("workbench:figure"), query)
    assert page.status_code == 200
    command = re.search(r"aftercall (figure recompute [^<]*)", unescape(page.content.decode()))
    assert command
    return shlex.split(command[1])


def test_the_command_on_the_page_finds_the_same_figure_until_the_data_change(
    run: AnalysisRun, researcher_client: Client, aftercall: Command
) -> None:
    one = run.figures.filter(measure="whole", population="all", breakdown="category").order_by("-base")[0]
    arguments = shown_command(researcher_client, run, f"category:{one.group}")
    result = aftercall(*arguments)
    assert (result.returncode, result.stderr) == (0, "")
    assert f" of {one.base} people who answered" in result.stdout
    wrong = [*arguments[:-4], "--expect", "12.3%"]
    result = aftercall(*wrong)
    assert result.returncode == 1
    assert "not 12.3%" in result.stderr
    change_answers(lambda number, answers: answers | ({"whole": "dissatisfied"} if number == 1 else {}))
    result = aftercall(*arguments)
    assert result.returncode == 1
    assert "The data have the digest" in result.stderr


MISTAKES = {
    "--measure whole": "Give --analysis, or --programme and --period",
    "--analysis 99 --measure whole": "--analysis 99: there is no such analysis",
    "--programme 99 --period 2025-01/2025-01 --measure whole": "--programme 99: there is no such programme",
    "--programme 1 --period 2025 --measure whole": "--period: write the first and last month",
    "--analysis 1 --measure whole --group area": "--group: write the dimension and the group",
    "--analysis 1 --measure whole --population x": "--population: must be one of all",
}


def test_mistakes_are_one_line(db: None, aftercall: Command) -> None:
    for arguments, message in MISTAKES.items():
        result = aftercall("figure", "recompute", *arguments.split())
        assert result.returncode == 2
        assert message in result.stderr
        assert result.stderr.count("\n") == 1


def test_what_an_analysis_does_not_have_is_said(run: AnalysisRun, aftercall: Command) -> None:
    for arguments, message in {
        "--measure none": "--measure none: the questionnaire has no such measure; use one of whole, ",
        "--measure whole --group none:x": "--group none: cannot be crossed; use one of ",
        "--measure whole --group sex:x": "Nobody who answered is in these groups",
    }.items():
        result = aftercall("figure", "recompute", "--analysis", str(run.pk), *arguments.split())
        assert result.returncode == 2
        assert message in result.stderr
