"""The console command. Errors that a person can mend are one line on standard error; exit 0 done, 1 the answer is
no, 2 bad input or usage."""

import gc
import os
import signal
import sys
from importlib import import_module

import click

from aftercall import __version__
from aftercall.errors import BadInput

_COMMANDS = {
    "add-user": ("aftercall.cli.site", "add_user"),
    "demo": ("aftercall.cli.site", "demo"),
    "estimate": ("aftercall.estimates.commands", "estimate"),
    "frame": ("aftercall.frames.frame_commands", "frame"),
    "generate": ("aftercall.synthetic.commands", "generate"),
    "sample": ("aftercall.frames.sample_commands", "sample"),
    "serve": ("aftercall.cli.site", "serve"),
    "set-up": ("aftercall.cli.site", "set_up"),
    "work": ("aftercall.cli.site", "work"),
}
_A_MOMENT = 0.001  # second
_OBJECTS = 100_000  # made before garbage is collected

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")


class _Verbs(click.Group):
    """Commands that are loaded when they are asked for: to load them all takes longer than a small frame."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        if cmd_name not in _COMMANDS:
            return None
        module, name = _COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def aftercall() -> None:
    """Run a police force's victim satisfaction survey: extract, frame, sample, release, fieldwork, return,
    estimates, publication."""


def main() -> None:
    """Run the command; no traceback for what the user can mend."""
    sys.unraisablehook = interrupt_again
    gc.set_threshold(_OBJECTS)  # to collect more often takes one part in 25 of a small frame
    try:
        aftercall.main(prog_name="aftercall", standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
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


def interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    """Ctrl-C that falls into the clearing away of an object can't be raised there: bring it again a moment later."""
    if lost.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(lost)
        return
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, _A_MOMENT)


def _one_line(error: click.ClickException) -> str:
    """What to mend and, where the words of a command are off, which help says more."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{error.format_message()} See: {context.command_path} --help" if context else error.format_message()


if __name__ == "__main__":
    main()
