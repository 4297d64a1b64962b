"""Who made a request and what they wrote, encrypted with the request's own key."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from aftercall.core import vault
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.desk.models import RequestEvent, SubjectRequest


@dataclass(frozen=True)
class Details:
    """The person who asks, how to answer them, what they wrote, what helps them to communicate, and the reference that
    they quoted.

    digests: those by which we recognise the person. They are kept encrypted too, so that the person's other requests
    can be found.
    """

    first_name: str = ""
    last_name: str = ""
    date_of_birth: str = ""
    phone: str = ""
    email: str = ""
    postcode: str = ""
    address: str = ""
    text: str = ""
    communication: str = ""
    reference: str = ""
    digests: list[str] = field(default_factory=list)

    @property
    def full_name(self) -> str:
        """The person's name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def person(self) -> dict[str, str]:
        """What identifies the person, by the extract's column names. Empty values are left out."""
        return {name: value for name in IDENTIFYING if (value := getattr(self, name))}


IDENTIFYING = ("first_name", "last_name", "date_of_birth", "phone", "email", "postcode", "address")


def details_of(values: Mapping[str, str]) -> Details:
    """The details with the digests that they give."""
    digests = person_digests(
        {name: values.get(name, "") for name in IDENTIFYING}, match_key=vault.long_lived_key(MATCH_KEY)
    )
    return Details(**{**values, "digests": sorted(digests)})  # type: ignore[arg-type]  # checked by the form


def seal_details(request: SubjectRequest, details: Details) -> bytes:
    """Encrypt the details with the request's key. Raises vault.NoSuchKey once it has been destroyed."""
    content = json.dumps(asdict(details), ensure_ascii=False).encode()
    return vault.encrypt(vault.key(request.ring), content, context=f"{request.reference}/details")


def open_details(request: SubjectRequest) -> Details | None:
    """The details of a request; None once they have been erased."""
    key = _key(request)
    if key is None:
        return None
    content = vault.decrypt(key, bytes(request.sealed_details), context=f"{request.reference}/details")
    return Details(**json.loads(content))


def seal_note(request: SubjectRequest, note: str) -> bytes:
    """Encrypt a note of the trail with the request's key. An empty note stays empty."""
    return vault.encrypt(vault.key(request.ring), note.encode(), context=f"{request.reference}/note") if note else b""


def open_note(event: RequestEvent) -> str:
    """A note of the trail; empty if there is none, or once the person's details have been erased."""
    key = _key(event.request) if event.sealed_note else None
    if key is None:
        return ""
    return vault.decrypt(key, bytes(event.sealed_note), context=f"{event.request.reference}/note").decode()


def _key(request: SubjectRequest) -> bytes | None:
    """The request's key. Once its destruction has been committed it counts as destroyed, even before it is."""
    try:
        return None if request.erased_at else vault.key(request.ring)
    except vault.NoSuchKey:
        return None
