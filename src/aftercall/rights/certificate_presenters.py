"""Certificates of erasure in plain words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from aftercall.core.words import counted, date_and_time, day, month
from aftercall.programmes.verification import Check
from aftercall.programmes.wave_titles import wave_titles
from aftercall.rights.models import ErasureCertificate
from aftercall.rights.queries import certificates_issued
from aftercall.rights.verification import check_certificate

_ERASED = {
    "cases": ("case", "cases"),
    "interviews": ("interview", "interviews"),
    "answers": ("recorded answer", "recorded answers"),
    "returned_cases": ("returned result", "returned results"),
    "withheld_people": ("person who was not released", "people who were not released"),
    "case_digests": ("digest that led to a case", "digests that led to a case"),
    "match_decisions": ("decision about a possible match", "decisions about possible matches"),
}


@dataclass(frozen=True)
class CertificatePage:
    """The content of a certificate's page. erased: what was erased, in words; files: name, size and digest of each;
    checks: what was compared now."""

    certificate: ErasureCertificate
    title: str
    facts: list[tuple[str, str]]
    erased: list[str]
    files: list[tuple[str, str, str]]
    checks: list[Check]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.holds for check in self.checks)


def certificate_list() -> list[tuple[ErasureCertificate, str, str]]:
    """Each certificate, newest first, with the wave in words and when its retention ended."""
    title = wave_titles()
    return [(one, title(one.wave), day(timezone.localdate(one.issued_at))) for one in certificates_issued()]


def certificate_page(certificate: ErasureCertificate) -> CertificatePage:
    """Build the content of a certificate's page, and check the certificate."""
    statement = json.loads(certificate.document)["statement"]
    return CertificatePage(
        certificate=certificate,
        title=month(certificate.wave.month),
        facts=_facts(statement),
        erased=[counted(statement["erased"][name], *words) for name, words in _ERASED.items() if _has(statement, name)],
        files=[(file["name"], f"{file['bytes']:,}", file["sha256"]) for file in statement["files"]],
        checks=check_certificate(certificate.document.encode(), "The certificate"),
    )


def _has(statement: Mapping[str, Any], name: str) -> bool:
    return bool(statement["erased"].get(name))


def _facts(statement: Mapping[str, Any]) -> list[tuple[str, str]]:
    rule, respondents = statement["rule"], statement["respondents"]
    weeks, last = counted(rule["retention_weeks"], "week"), day(date.fromisoformat(rule["last_call_on"]))
    after = f"{weeks} after the last possible call on {last}: version {rule['programme_version']} of the programme"
    return [
        ("Retention ended", date_and_time(datetime.fromisoformat(statement["ended_at"]))),
        ("Due on", day(date.fromisoformat(rule["due_on"]))),
        ("Rule", after),
        ("People who answered", f"{respondents['number']:,}"),
        ("Of these, unlike anyone else in the frame", f"{respondents['unique_in_frame']:,}"),
        ("Of these, unlike anyone else in the sample", f"{respondents['unique_in_sample']:,}"),
    ]
