"""Outcome rates of fieldwork, as the American Association for Public Opinion Research defines them (Standard
Definitions, 10th edition, 2023).
"""

from dataclasses import dataclass

from aftercall.methods.arrays import MethodError


@dataclass(frozen=True, kw_only=True)
class Outcomes:
    """Cases by final disposition."""

    complete: int = 0  # I
    partial: int = 0  # P
    refusal: int = 0  # R: refusals and break-offs
    non_contact: int = 0  # NC
    other: int = 0  # O: eligible, reached, could not take part
    unknown_household: int = 0  # UH: unknown whether there is a person at the number
    unknown_other: int = 0  # UO: there is a person, unknown whether eligible
    not_eligible: int = 0  # NE

    def __post_init__(self) -> None:
        for name, count in vars(self).items():
            if count < 0:
                raise MethodError(f"{name}: {count} cases; a count can't be negative")

    @property
    def eligible(self) -> int:
        """(I + P) + (R + NC + O)."""
        return self.complete + self.partial + self.refusal + self.non_contact + self.other

    @property
    def unknown(self) -> int:
        """UH + UO."""
        return self.unknown_household + self.unknown_other


@dataclass(frozen=True)
class OutcomeRates:
    """e and the rates; None where the denominator is 0."""

    e: float | None
    rr1: float | None
    rr2: float | None
    rr3: float | None
    rr4: float | None
    rr5: float | None
    rr6: float | None
    coop1: float | None
    coop2: float | None
    coop3: float | None
    coop4: float | None
    ref1: float | None
    ref2: float | None
    ref3: float | None
    con1: float | None
    con2: float | None
    con3: float | None


def outcome_rates(cases: Outcomes, *, e: float | None = None) -> OutcomeRates:
    """The rates of these cases.

    e: the share of cases of unknown eligibility that are taken to be eligible; omitted: the share of eligible cases
    among those of known eligibility.
    """
    if e is not None and not 0 <= e <= 1:
        raise MethodError(f"e is {e:g}; it must be between 0 and 1")
    share = e if e is not None else _rate(cases.eligible, cases.eligible + cases.not_eligible)
    answered = cases.complete + cases.partial
    reached = answered + cases.refusal + cases.other
    able = answered + cases.refusal
    with_all = cases.eligible + cases.unknown
    with_share = None if share is None else cases.eligible + share * cases.unknown
    return OutcomeRates(
        e=share,
        rr1=_rate(cases.complete, with_all),
        rr2=_rate(answered, with_all),
        rr3=_rate(cases.complete, with_share),
        rr4=_rate(answered, with_share),
        rr5=_rate(cases.complete, cases.eligible),
        rr6=_rate(answered, cases.eligible),
        coop1=_rate(cases.complete, reached),
        coop2=_rate(answered, reached),
        coop3=_rate(cases.complete, able),
        coop4=_rate(answered, able),
        ref1=_rate(cases.refusal, with_all),
        ref2=_rate(cases.refusal, with_share),
        ref3=_rate(cases.refusal, cases.eligible),
        con1=_rate(reached, with_all),
        con2=_rate(reached, with_share),
        con3=_rate(reached, cases.eligible),
    )


def _rate(numerator: int, denominator: float | None) -> float | None:
    return numerator / denominator if denominator else None
