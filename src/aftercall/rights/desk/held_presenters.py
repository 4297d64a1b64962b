"""What is held about a person in plain words, for the page and the PDF, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from aftercall.consents.presenters import detail_rows
from aftercall.core.documents import Document, Facts, Heading, Paragraph, Part, Table
from aftercall.core.words import counted, date_and_time, day, joined, month, percent
from aftercall.frames.person_lookup import FrameEntry
from aftercall.frames.phones import as_dialled
from aftercall.handover.schedule import Contact
from aftercall.programmes.models import ProgrammeVersion, Wave
from aftercall.programmes.settings.lawful_bases import BASES
from aftercall.programmes.settings.versions import frame_rules
from aftercall.rights.desk.held import Held, HeldCall, HeldCase, HeldConsent, HeldExtract
from aftercall.rights.desk.models import RequestKind, SubjectRequest
from aftercall.rights.desk.states import RequestState
from aftercall.suppression.models import ObjectionSource

_HOW = {
    ObjectionSource.CALL: "You told the interviewer",
    ObjectionSource.WEB: "You told us when you answered on the web",
    ObjectionSource.PUBLIC_SITE: "You opted out on our website",
    ObjectionSource.EMAIL: "You wrote an email",
    ObjectionSource.LETTER: "You wrote a letter",
    ObjectionSource.TELEPHONE: "You telephoned",
    ObjectionSource.IMPORTED: "You were on a list that we kept before",
}
_CONTACT_LABELS = {
    "title": "Title",
    "first_name": "First name",
    "last_name": "Last name",
    "phone": "Phone number",
    "phone_alt": "Second phone number",
    "language": "Language",
    "postcode": "Postcode",
    "offence_code": "Offence code",
}
_NOTHING = "We found nothing about you in this survey."
_PURPOSE = "To ask people who reported a crime or an incident how they were treated, and to improve the service"
_RIGHTS = "To have it corrected or erased, to restrict its use, to object, and to take back your answers"
_WITHOUT_NAMES = (
    "The inspectorate and analysts may get answers without names, if two people at the force agree. We publish "
    "figures, and never who answered what"
)
_COMMISSIONER = "ico.org.uk, 0303 123 1113"
_NUMBERS = ("phone", "phone_alt")


def held_document(held: Held, programmes: Sequence[ProgrammeVersion], *, reference: str, made_on: date) -> Document:
    """Everything that is held, addressed to the person, with what must be said about the use of the data (Article
    15(1)). programmes: the versions in effect."""
    return Document(
        title="What we hold about you",
        introduction=_NOTHING if held.is_empty else f"Everything that this survey held about you on {day(made_on)}.",
        parts=[
            *_objections(held),
            *(part for case in held.cases for part in _case_parts(case)),
            *(part for extract in held.extracts for part in _extract_parts(extract)),
            *_consents(held),
            *(part for record in held.further for part in (Heading(record.heading), Facts(record.facts))),
            *_requests(held),
            *([] if held.is_empty else _codes(held)),
            *_about(programmes),
        ],
        footer=f"Request {reference}",
    )


def _objections(held: Held) -> list[Part]:
    if not held.objections:
        return []
    rows = [(day(at), _HOW[source]) for at, source in held.objections]
    return [
        Heading("Your objection"),
        Paragraph("You are on our suppression list, so we will not survey you."),
        Facts(rows),
    ]


def _case_parts(case: HeldCase) -> list[Part]:
    released, version = case.released, case.wave.version
    facts = [
        ("Survey", version.survey.name),
        ("Case", released.reference),
        ("Kind of crime", released.category),
        ("Area", released.area),
        ("Reported on", day(released.reported_on)),
        *(
            [("Parts of the questionnaire for you", case.modules.replace("_", " ").capitalize())]
            if case.modules
            else []
        ),
        *([("What helps you to communicate", case.needs)] if case.needs else []),
        ("Given to the agency", f"{version.calling.agency_name}, {day(released.release.released_at)}"),
        ("State of the case", case.state),
        ("Erased by", day(case.retention_ends)),
    ]
    heading = Heading(f"Telephone survey for {month(case.wave.month)}")
    return [heading, Facts(facts), *_contact_parts(case.contact), *_calls(case.calls), *_answers(case)]


def _contact_parts(contact: Contact | None) -> list[Part]:
    if contact is None:
        return [Paragraph("We have erased your contact details for this survey. No one can read them again.")]
    return [Table("Your contact details", ["Detail", "What we hold"], _contact_rows(asdict(contact)))]


def _contact_rows(values: Mapping[str, str]) -> list[tuple[str, str]]:
    return [
        (label, as_dialled(value) if name in _NUMBERS else f"{value[:1].upper()}{value[1:]}")
        for name, label in _CONTACT_LABELS.items()
        if (value := values.get(name))
    ]


def _calls(calls: Sequence[HeldCall]) -> list[Part]:
    rows = [(date_and_time(call.at), call.outcome, call.note or "None") for call in calls]
    return [Table("Calls to you", ["When", "What came of it", "The interviewer’s note"], rows)] if rows else []


def _answers(case: HeldCase) -> list[Part]:
    return [Table("Your answers", ["Question", "Your answer"], case.answers)] if case.answers else []


def _extract_parts(extract: HeldExtract) -> list[Part]:
    facts = [("Loaded on", day(extract.loaded_at))]
    if entry := extract.entry:
        facts += _record_facts(entry, extract.wave)
    parts: list[Part] = [Heading(f"List of people who may be asked, {month(extract.wave.month)}"), Facts(facts)]
    if extract.contact:
        rows = _contact_rows(extract.contact)
        parts.append(Table("Your contact details until people are picked", ["Detail", "What we hold"], rows))
    return parts


def _record_facts(entry: FrameEntry, wave: Wave) -> list[tuple[str, str]]:
    words = {exclusion.code: exclusion.words for exclusion in frame_rules(wave.version).all_exclusions}
    facts = [(f"Crime {one.crime_ref}", _record_words([words[code] for code in one.reasons])) for one in entry.records]
    if row := entry.frame:
        facts += [
            ("Age group", row.age_band),
            ("Sex", row.sex.capitalize()),
            ("Kind of crime", row.category),
            ("Area", row.area),
        ]
        chance = percent(entry.sampled.probability, 1) if entry.sampled else ""
        facts.append(("Picked by chance", f"Yes, with a chance of {chance}" if chance else "No"))
    return facts


def _record_words(reasons: Sequence[str]) -> str:
    return f"We left it out. {'. '.join(reasons)}." if reasons else "You could be asked about it."


def _consents(held: Held) -> list[Part]:
    parts: list[Part] = []
    for one in held.consents:
        ends = ("Agreed on", day(one.consent.given_on)), ("Ends on", day(one.consent.ends_on))
        parts += [Heading(f"You agreed: {one.consent.purpose}"), Facts([*ends, *detail_rows(one.details)])]
    return parts


def _requests(held: Held) -> list[Part]:
    rows = [_request_row(one) for one in held.requests]
    return [Heading("Your requests"), Facts(rows)] if rows else []


def _request_row(request: SubjectRequest) -> tuple[str, str]:
    kind, state = RequestKind(request.kind).label, RequestState(request.state).label
    return request.reference, f"{kind}, received on {day(request.received_on)}: {state.lower()}"


def _codes(held: Held) -> list[Part]:
    codes = counted(held.digests, "code")
    return [
        Heading("Codes that stand for you"),
        Paragraph(
            f"We recognised you by {codes}, which we make from your details with a secret key. No one can turn them "
            "back into your details. We keep such codes so that we do not survey you again too soon, or ever if you "
            "object."
        ),
    ]


def _about(programmes: Sequence[ProgrammeVersion]) -> list[Part]:
    return [Heading("About the use of your data"), Facts(_about_facts(programmes))] if programmes else []


def _about_facts(programmes: Sequence[ProgrammeVersion]) -> list[tuple[str, str]]:
    first = programmes[0].survey
    agencies = joined(list(dict.fromkeys(one.calling.agency_name for one in programmes)))
    weeks = max(one.survey.retention_weeks for one in programmes)
    return [
        ("Who is responsible", first.force_name),
        ("What for", _PURPOSE),
        ("Legal basis", " ".join(dict.fromkeys(_basis(one) for one in programmes))),
        ("Where it comes from", f"The crime records of {first.force_name}"),
        ("Who sees it", f"{agencies}, who call for us. {_WITHOUT_NAMES}"),
        ("How long we keep it", f"Until {counted(weeks, 'week')} after the last day of calls for the month"),
        ("Decisions by a computer", "None. A computer only picks, at random, who is asked"),
        ("Your rights", _RIGHTS),
        ("To complain", f"Write to us at {first.contact_email}, or to the Information Commissioner: {_COMMISSIONER}"),
    ]


def _basis(version: ProgrammeVersion) -> str:
    return f"{BASES[version.survey.basis]}. {version.survey.lawful_basis}"


def held_json(held: Held, programmes: Sequence[ProgrammeVersion]) -> dict[str, Any]:
    """Everything that is held, for machines: dates in ISO format, and codes where the service has them."""
    return {
        "objections": [{"recorded": at.isoformat(), "source": source.value} for at, source in held.objections],
        "cases": [_case_mapping(case) for case in held.cases],
        "extracts": [_extract_mapping(extract) for extract in held.extracts],
        "consents": [_consent_mapping(one) for one in held.consents],
        "further": [{"kind": one.kind, "title": one.heading, "facts": dict(one.facts)} for one in held.further],
        "requests": [_request_mapping(one) for one in held.requests],
        "about": dict(_about_facts(programmes)) if programmes else {},
    }


def _case_mapping(case: HeldCase) -> dict[str, Any]:
    return {
        "case": case.released.reference,
        "survey": case.wave.version.survey.name,
        "month": f"{case.wave.month:%Y-%m}",
        "category": case.released.category,
        "area": case.released.area,
        "reported_on": case.released.reported_on.isoformat(),
        "released_at": case.released.release.released_at.isoformat(),
        "state": case.state,
        "modules": case.modules.split(),
        "erased_by": case.retention_ends.isoformat(),
        "contact": asdict(case.contact) if case.contact else None,
        "communication_needs": case.needs,
        "calls": [{"at": call.at.isoformat(), "outcome": call.outcome, "note": call.note} for call in case.calls],
        "answers": [{"question": question, "answer": answer} for question, answer in case.answers],
    }


def _consent_mapping(held: HeldConsent) -> dict[str, Any]:
    consent = held.consent
    dates = {"given_on": consent.given_on.isoformat(), "ends_on": consent.ends_on.isoformat()}
    return {"consent": consent.name, "purpose": consent.purpose, **dates, "details": held.details}


def _extract_mapping(extract: HeldExtract) -> dict[str, Any]:
    entry = extract.entry
    frame = entry.frame if entry else None
    return {
        "month": f"{extract.wave.month:%Y-%m}",
        "loaded_at": extract.loaded_at.isoformat(),
        "records": [asdict(record) for record in entry.records] if entry else [],
        "frame": {**asdict(frame), "reported_on": frame.reported_on.isoformat()} if frame else None,
        "sample": asdict(entry.sampled) if entry and entry.sampled else None,
        "contact": extract.contact,
    }


def _request_mapping(request: SubjectRequest) -> dict[str, str]:
    return {
        "reference": request.reference,
        "kind": request.kind,
        "received_on": request.received_on.isoformat(),
        "state": request.state,
    }


def found_facts(held: Held) -> list[tuple[str, str]]:
    """How much is held about a person, without what it is."""
    return [
        ("Suppression list", f"Since {day(held.objections[0][0])}" if held.objections else "Not on it"),
        ("Cases", ", ".join(f"{month(case.wave.month)}: {case.state.lower()}" for case in held.cases) or "None"),
        ("Lists of people who may be asked", ", ".join(month(one.wave.month) for one in held.extracts) or "None"),
        ("What they agreed to", counted(len(held.consents), "record") if held.consents else "Nothing"),
        ("Focus groups and other records", counted(len(held.further), "record") if held.further else "None"),
    ]
