"""Errors that a user of a command can fix, each shown as one line, with exit code 2."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from aftercall.errors import BadInput


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Show a refusal, a mistake in a file or setting, or an unusable database as one line that says what to fix."""
    from django.db import Error

    from aftercall.core.commands import command
    from aftercall.core.errors import Refused
    from aftercall.programmes.settings.catalogue import InvalidSetting

    try:
        yield
    except InvalidSetting as error:
        raise click.ClickException(f"{error.key}: {error}") from None
    except (BadInput, Refused) as error:
        raise click.ClickException(str(error)) from None
    except Error:
        raise click.ClickException(
            f"The database cannot be used. Run '{command('set-up')}' first, and check DATABASE_URL if you set it"
        ) from None
