"""The Atom feed (RFC 4287) of publications, corrections and withdrawals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from django.urls import reverse

from aftercall.core.audit_keys import public_key
from aftercall.publication.models import Publication, PublicationEvent
from aftercall.publication.states import PUBLIC, PublicationAction, PublicationState

_ATOM = "http://www.w3.org/2005/Atom"
_WORDS = {
    PublicationAction.PUBLISH: "",
    PublicationAction.CORRECT: "Corrected: ",
    PublicationAction.WITHDRAW: "Withdrawn: ",
}


@dataclass(frozen=True)
class Entry:
    """Something that happened to a publication. id: permanent, wherever the site is."""

    id: str
    title: str
    address: str
    published: datetime
    summary: str


@dataclass(frozen=True)
class Feed:
    """The feed: who publishes, its own address and that of the page of results, and its entries, newest first."""

    id: str
    publisher: str
    address: str
    page: str
    updated: datetime
    entries: Sequence[Entry]

    def xml(self) -> bytes:
        """The feed as a file."""
        ET.register_namespace("", _ATOM)
        feed = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en-GB"})
        _add(feed, "id", self.id)
        _add(feed, "title", f"{self.publisher}: results of the victim survey")
        _add(feed, "updated", _moment(self.updated))
        _add(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", self.publisher)
        _link(feed, self.address, rel="self", type="application/atom+xml")
        _link(feed, self.page, rel="alternate", type="text/html")
        for entry in self.entries:
            _add_entry(feed, entry)
        content: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
        return content


def _add_entry(feed: ET.Element, entry: Entry) -> None:
    element = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _moment(entry.published))
    _add(element, "updated", _moment(entry.published))
    _link(element, entry.address, rel="alternate", type="text/html")
    _add(element, "summary", entry.summary)


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = "".join(one if one.isprintable() else " " for one in text)


def _link(parent: ET.Element, address: str, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}link", {**attributes, "href": address})


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def feed_of_all(site: str, *, publisher: str, at: datetime) -> Feed:
    """The feed of everything that became public. site: the address of the site. at: when it was updated if it is
    empty."""
    events = PublicationEvent.objects.filter(action__in=_WORDS, publication__state__in=PUBLIC)
    entries = [_entry(event, site) for event in events.select_related("publication").order_by("-at", "-id")]
    return Feed(
        id=_permanent("feed"),
        publisher=publisher,
        address=site + reverse("publication:feed"),
        page=site + reverse("publication:results"),
        updated=max((entry.published for entry in entries), default=at),
        entries=entries,
    )


def _entry(event: PublicationEvent, site: str) -> Entry:
    publication, action = event.publication, PublicationAction(event.action)
    return Entry(
        id=_permanent(f"{publication.slug} {action}"),
        title=f"{_WORDS[action]}{publication.title}",
        address=site + reverse("publication:result", args=[publication.slug]),
        published=event.at,
        summary=_summary(publication, action),
    )


def _summary(publication: Publication, action: PublicationAction) -> str:
    """What a reader of the feed must know: the headlines, or why the results were corrected or withdrawn."""
    if action is PublicationAction.WITHDRAW:
        return f"These results were withdrawn. {publication.withdrawal}"
    if action is PublicationAction.CORRECT:
        later = getattr(publication, "superseded_by", None)
        return f"These figures were corrected by ‘{later.title}’. {later.correction}" if later else "Corrected."
    if publication.state == PublicationState.WITHDRAWN:
        return "These results have been withdrawn."
    if publication.correction:
        return f"These figures correct earlier ones. {publication.correction}"
    statements = publication.figures.filter(breakdown="").exclude(statement="").values_list("statement", flat=True)
    return " ".join(statements[:3]) or f"Results about {publication.run.period}."


def _permanent(what: str) -> str:
    """An id that stays the same if the site moves. No two installations share one, as no two have the same key."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'{public_key()} {what}')}"
