"""How people run the console command in this installation, for messages and pages."""

from pathlib import Path

import aftercall


def command(arguments: str) -> str:
    """The console command with these arguments. In a clone it is run through ./go, which knows its environment."""
    in_clone = (Path(aftercall.__file__).resolve().parents[2] / "go").is_file()
    return f"{'./go ' if in_clone else ''}aftercall {arguments}"
