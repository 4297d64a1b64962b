"""The console command. Errors that a person can mend are one line on standard error; exit 0 done, 1 the answer is
no, 2 bad input or usage."""

import os
import signal
import sys

import click

from aftercall import __version__
from aftercall.cli.site import add_user, demo, serve, set_up
from aftercall.estimates.commands import estimate
from aftercall.frames.commands import frame, sample
from aftercall.frames.errors import BadInput
from aftercall.synthetic.commands import generate

_A_MOMENT = 0.001  # second

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercall.config.settings")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def aftercall() -> None:
    """Run a police force's victim satisfaction survey: extract, frame, sample, release, fieldwork, return,
    estimates, publication."""


for command in (add_user, demo, estimate, frame, generate, sample, serve, set_up):
    aftercall.add_command(command)


def main() -> None:
    """Run the command; no traceback for what the user can mend."""
    sys.unraisablehook = _interrupt_again
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


def _interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
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
