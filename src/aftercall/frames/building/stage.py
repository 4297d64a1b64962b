"""What all stages of a build work with."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from aftercall.frames.engine import Workspace
from aftercall.frames.lists import Lists
from aftercall.frames.rules import FrameRules


@dataclass(frozen=True)
class Build:
    """One build: where its tables are, the folder it writes to, its rules, the day it is for, and its lists."""

    workspace: Workspace
    folder: Path
    rules: FrameRules
    as_of: date
    lists: Lists
