"""Django's name for this room, and what it reacts to."""

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """The room as Django knows it."""

    name = "aftercall.accounts"

    def ready(self) -> None:
        """React to changes of second factors. Models can be imported only now."""
        from aftercall.accounts.views.second_factor import connect_signals  # noqa: PLC0415

        connect_signals()
