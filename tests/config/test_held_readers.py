"""A person's copy of their data holds what every room has about them."""

from aftercall.config.doctor import SEALED
from aftercall.config.held_readers import LEADS_TO_NOBODY, READ_BY_THE_DESK, READERS
from aftercall.rights.desk import held


def room(module: str) -> str:
    return module.split(".")[1]


def test_every_room_with_encrypted_values_has_a_reader_or_a_reason() -> None:
    encrypting = {room(kind.values.__module__) for kind in SEALED}
    reading = {room(reader.__module__) for reader in READERS}
    assert encrypting <= reading | READ_BY_THE_DESK | set(LEADS_TO_NOBODY)
    assert not reading & set(LEADS_TO_NOBODY)


def test_the_desk_reads_what_it_is_said_to_read() -> None:
    modules = {getattr(value, "__module__", None) or "" for value in vars(held).values()}
    assert {room(module) for module in modules if module.startswith("aftercall.")} >= READ_BY_THE_DESK
