"""Published results as the public page and the file show them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from aftercall.consultations.models import OUTCOME, PEOPLE, Channel, Consultation, Moderation, Release, Rule
from aftercall.consultations.results.band_words import words_of
from aftercall.consultations.results.bands import Band, read_limit
from aftercall.consultations.results.fields import releasable
from aftercall.consultations.results.texts import ON_RESULTS, in_pages
from aftercall.consultations.spoken import own_words
from aftercall.core.words import day, number, percent
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.publication.states import PublicationState

HIDDEN = "c"
_WHO = {
    Channel.OPEN: _("People who chose to take part"),
    Channel.INVITED: _("People at addresses drawn at random"),
}
SELF_SELECTED = _(
    "Self-selected: these people chose to take part. They are not a random sample, so the figures say what they think, "
    "and not what everybody thinks."
)
AT_RANDOM = _(
    "Drawn at random: these people live at addresses that we drew. Not all of them answered. The interval allows for "
    "chance, and not for differences between those who answered and those who did not."
)


@dataclass(frozen=True)
class Part:
    """One published part. content: as it was frozen when it was prepared; none once it is withdrawn. withdrawn: this
    part and earlier ones that were public and no longer are."""

    field: str
    label: str
    kind: str
    content: Mapping[str, Any]
    published_at: Any
    withdrawn: Sequence[Release] = ()


def public_parts(consultation: Consultation, instrument: Instrument) -> list[Part]:
    """The parts that are or were public: the outcome first, then who took part, then the questions in order.
    instrument: the questionnaire in the language to show it in."""
    states = (PublicationState.PUBLISHED, PublicationState.WITHDRAWN)
    releases = _by_field(consultation.releases.filter(state__in=states))
    known = [OUTCOME, PEOPLE, *(name for name in releasable(instrument) if name not in {OUTCOME, PEOPLE})]
    return [part_of(releases[name], instrument) for name in known if name in releases]


def prepared_parts(consultation: Consultation, instrument: Instrument) -> list[Part]:
    """Every part as it is, or will be, shown, for those who prepare and approve them."""
    return [part_of(releases, instrument) for releases in _by_field(consultation.releases.all()).values()]


def _by_field(releases: Iterable[Release]) -> dict[str, list[Release]]:
    """The releases of each field, the last one prepared last."""
    found: dict[str, list[Release]] = {}
    for one in releases:
        found.setdefault(one.field, []).append(one)
    return found


def part_of(releases: Sequence[Release], instrument: Instrument) -> Part:
    """The last of these releases of one field as a part to show, with what was withdrawn before. Nothing of a withdrawn
    one is left but its reason."""
    last = releases[-1]
    withdrawn = [one for one in releases if one.state == PublicationState.WITHDRAWN]
    content = {} if last in withdrawn else _with_words(last.field, last.content, instrument)
    return Part(last.field, label_of(last, instrument), last.content["kind"], content, last.published_at, withdrawn)


def label_of(release: Release, instrument: Instrument) -> str:
    """What a part is called, in the language of the page or marked with its own."""
    question = instrument.question.get(release.field)
    return own_words(question.label, instrument) if question else gettext(release.content["label"])


def _with_words(field: str, content: Mapping[str, Any], instrument: Instrument) -> dict[str, Any]:
    """The content with the words that go with it."""
    labels = {} if field in {PEOPLE, OUTCOME} else _labels(instrument.question[field], content, instrument)
    channels = [
        {
            **one,
            "who": gettext(_WHO[Channel(one["channel"])]),
            "note": gettext(SELF_SELECTED if one["channel"] == Channel.OPEN else AT_RANDOM),
            "content": _channel(content["kind"], one["content"], labels),
        }
        for one in content.get("channels", ())
    ]
    withheld = [{**one, "label": gettext(one["label"])} for one in content.get("withheld", ())]
    lists = _lists(content.get("texts", ()))
    texts = {"lists": lists, "first": in_pages(lists, ON_RESULTS)[0]}
    return {**content, "channels": channels, "withheld": withheld, **texts}


def _lists(texts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The texts of each group of people with what the group is called; in one list without a name if they are not
    apart, as in parts that were prepared before groups were."""
    lists = []
    for channel, who in (("", ""), *_WHO.items()):
        own = [one for one in texts if one.get("channel", "") == channel]
        if own:
            lists.append({"who": who and gettext(who), "texts": own})
    return lists


def _channel(kind: str, content: Mapping[str, Any] | None, labels: Mapping[str, str]) -> dict[str, Any] | None:
    """What is shown of one channel; None if too few people answered."""
    if content is None:
        return None
    return _with_tables(content) if kind == "people" else _with_shares(content, labels)


def _labels(question: Question, content: Mapping[str, Any], instrument: Instrument) -> dict[str, str]:
    """What answers are called, by their codes."""
    choices = {one.name: own_words(one.label, instrument) for one in (*question.choices, *question.ways_out)}
    bands = {
        code: words_of(question.type, Band(*(limit and read_limit(question.type, limit) for limit in ends)))
        for code, ends in content.get("bands", {}).items()
    }
    return choices | bands


def _with_tables(content: Mapping[str, Any]) -> dict[str, Any]:
    return {**content, "tables": [_named(one) for one in content["tables"]]}


def _named(table: Mapping[str, Any]) -> dict[str, Any]:
    """A table by a characteristic, with its names in the language of the page."""
    rows = [{**row, "label": gettext(row["label"])} for row in table["rows"]]
    return {**table, "label": gettext(table["label"]), "rows": rows}


def _with_shares(content: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    rows = [
        {
            **row,
            "label": labels[row["code"]],
            "value": HIDDEN if row["share"] is None else percent(row["share"]),
            "interval": interval(row),
            "weighted_value": _percent(row.get("weighted")),
            "with_marked_value": _percent(row.get("with_marked")),
        }
        for row in content["rows"]
    ]
    return {**content, "rows": rows, "groups": [_group(_named(one)) for one in content["groups"]]}


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [
            row["label"],
            HIDDEN if row["base"] is None else number(row["base"]),
            *(_of(n, row["base"]) for n in row["counts"]),
        ]
        for row in group["rows"]
    ]
    return {**group, "table": rows}


def _of(count: int | None, base: int | None) -> str:
    return HIDDEN if count is None or not base else percent(count / base)


def _percent(share: float | None) -> str:
    return "" if share is None else percent(share)


def interval(row: Mapping[str, Any]) -> str:
    """The interval of a row in words; empty if it has none."""
    low, high = row.get("low"), row.get("high")
    if low is None or high is None:
        return ""
    return gettext("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


def floods(consultation: Consultation) -> int:
    """How many answers are marked as part of a flood, as far as it is public who took part."""
    release = consultation.releases.filter(field=PEOPLE, state=PublicationState.PUBLISHED).first()
    if release is None:
        return 0
    return sum(one["content"]["marked"] for one in release.content["channels"] if one["content"])


_HEAD = (
    "part",
    "question",
    "channel",
    "breakdown",
    "group",
    "answer",
    "base",
    "count",
    "percent",
    "percent_with_marked",
    "percent_weighted",
    "low",
    "high",
    "mark",
)


def csv_rows(parts: Iterable[Part]) -> Iterator[Sequence[object]]:
    """The published figures, a row each. channel: open (self-selected) or invited (at random). mark: c where a figure
    must not be shown."""
    yield _HEAD
    for part in parts:
        for channel in part.content.get("channels", ()):
            content = channel["content"]
            if content is None:
                continue
            rows = _people_rows(content) if part.kind == "people" else _choice_rows(content)
            for row in rows:
                yield (part.field, part.content["label"], channel["channel"], *row)


def _people_rows(content: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    base = content["answers"]
    for table in content["tables"]:
        for row in table["rows"]:
            count = row["count"]
            shown = ["" if count is None else count, "" if count is None else _number(count / base)]
            yield (table["code"], row["code"], "", base, *shown, "", "", "", "", HIDDEN if count is None else "")


def _choice_rows(content: Mapping[str, Any]) -> Iterator[Sequence[object]]:
    for row in content["rows"]:
        if row["share"] is None:
            yield ("", "", row["code"], content["base"], "", "", "", "", "", "", HIDDEN)
            continue
        shares = [_number(row.get(name)) for name in ("share", "with_marked", "weighted", "low", "high")]
        yield ("", "", row["code"], content["base"], row["count"], *shares, "")
    codes = [row["code"] for row in content["rows"]]
    for group in content["groups"]:
        for row in group["rows"]:
            for code, count in zip(codes, row["counts"], strict=True):
                hides = count is None or row["base"] is None
                shown = ["", "", ""] if hides else [row["base"], count, _number(count / row["base"])]
                yield (group["code"], row["code"], code, *shown, "", "", "", "", HIDDEN if hides else "")


def _number(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f}"


def published_texts(consultation: Consultation, instrument: Instrument) -> dict[str, str]:
    """The labels of the questions whose texts are public, by name."""
    releases = consultation.releases.filter(state=PublicationState.PUBLISHED)
    return {one.field: label_of(one, instrument) for one in releases if one.content["kind"] == "texts"}


def log_rows(decided: Iterable[Moderation], labels: Mapping[str, str]) -> list[list[str]]:
    """Each text that is not shown, but for copies, which are only counted: the day, the question and the rule."""
    return [
        [day(one.at), labels[one.question], gettext(Rule(one.rule).label)]
        for one in decided
        if one.rule and one.rule != Rule.COPY
    ]
