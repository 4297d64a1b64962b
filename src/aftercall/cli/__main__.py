"""The console command. An error that the user can fix is one line on standard error. Exit codes: 0 success, 1 a check
or a job failed, 2 bad input or usage, 130 interrupted."""

import os
import signal
import sys
from importlib import import_module

import click

from aftercall import __version__
from aftercall.config.private_files import restrict_new_files
from aftercall.core.collecting import collect_seldom
from aftercall.errors import BadInput

_COMMANDS = {
    "audit": ("aftercall.cli.audit", "audit"),
    "demo": ("aftercall.cli.site", "demo"),
    "doctor": ("aftercall.cli.doctor", "doctor"),
    "estimate": ("aftercall.estimates.commands", "estimate"),
    "evidence": ("aftercall.cli.evidence", "evidence"),
    "figure": ("aftercall.cli.figure", "figure"),
    "frame": ("aftercall.frames.frame_commands", "frame"),
    "generate": ("aftercall.synthetic.commands", "generate"),
    "instrument": ("aftercall.cli.instrument", "instrument"),
    "panel": ("aftercall.cli.panel", "panel"),
    "programme": ("aftercall.cli.programme", "programme"),
    "publication": ("aftercall.cli.publication", "publication"),
    "retention": ("aftercall.cli.retention", "retention"),
    "sample": ("aftercall.frames.sample_commands", "sample"),
    "serve": ("aftercall.cli.site", "serve"),
    "maintenance": ("aftercall.cli.site", "maintenance"),
    "set-up": ("aftercall.cli.site", "set_up"),
    "suppression": ("aftercall.cli.suppression", "suppression"),
    "work": ("aftercall.cli.site", "work"),
}
_RETRY_SECONDS = 0.001

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")


class _LazyGroup(click.Group):
    """Imports a command only when it is called: importing all of them takes longer than building a small frame."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def aftercall() -> None:
    """Run a police force's victim satisfaction survey: extract, frame, sample, release, fieldwork, return,
    estimates, publication."""


def main() -> None:
    """Run the command, without a traceback for errors that the user can fix."""
    restrict_new_files()
    sys.unraisablehook = reraise_interrupt
    collect_seldom()
    try:
        # Where a command ends with an exit code, Click returns it; a command itself returns nothing.
        if code := aftercall.main(prog_name="aftercall", standalone_mode=False):
            sys.exit(code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        click.echo(f"aftercall: {_one_line(error)}", err=True)
        sys.exit(2)
    except BadInput as error:
        click.echo(f"aftercall: {error}", err=True)
        sys.exit(2)
    except click.exceptions.Abort:
        click.echo("aftercall: stopped; nothing was left half written", err=True)
        sys.exit(130)


def reraise_interrupt(unraisable: "sys.UnraisableHookArgs") -> None:
    """Raise Ctrl-C again a moment later if it arrived inside a finalizer, from which no exception can propagate."""
    if unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)
        return
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, _RETRY_SECONDS)


def _one_line(error: click.ClickException) -> str:
    """What is wrong and, for a usage error, which command shows the help."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{error.format_message()} See: {context.command_path} --help" if context else error.format_message()


if __name__ == "__main__":
    main()
