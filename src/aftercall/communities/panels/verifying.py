"""Verify a panel: draw it again from the pool and the certificate, and say in plain words what does not match."""

from collections.abc import Iterator, Sequence

import numpy as np

from aftercall.communities.panels.certificate import PanelCertificate, commitment, pool_digest, rules_of
from aftercall.methods.arrays import MethodError
from aftercall.methods.sortition import Candidate, PanelRules, violations
from aftercall.methods.sortition_leximin import leximin
from aftercall.methods.sortition_lottery import TICKETS, Lottery, draw_panel

_ALIKE = 1e-6


def verify_panel(
    certificate: PanelCertificate, pool: Sequence[Candidate], before: PanelCertificate | None = None
) -> list[str]:
    """Sentences that say what does not match: none if pool, certificate and panel agree. before: the certificate of the
    draw before that of a replacement, to check that nobody could choose the seed of this one."""
    found = [*_numbers(certificate, pool), *(_order(certificate, before) if before else ())]
    try:
        rules = rules_of(pool, certificate.quotas, certificate.size, stay=certificate.stay, gone=certificate.gone)
        return found + list(_draw(certificate, pool, rules))
    except MethodError as error:
        return [*found, f"The panel can't be drawn again: {error}."]


def _numbers(certificate: PanelCertificate, pool: Sequence[Candidate]) -> Iterator[str]:
    if commitment(bytes.fromhex(certificate.seed)) != certificate.seed_commitment:
        yield "The seed does not match its commitment."
    if len(pool) != certificate.pool or pool_digest(pool) != certificate.pool_digest:
        yield "The people of the pool are not those that the panel was drawn from."


def _order(certificate: PanelCertificate, before: PanelCertificate) -> Iterator[str]:
    if certificate.seed_commitment != before.seed:
        yield "The seed does not follow from that of the draw before."
    if certificate.pool_digest != before.pool_digest:
        yield "The draw before was from another pool."
    if others := sorted(set(certificate.stay) - set(before.panel)):
        yield f"The draw before did not put on the panel: {', '.join(others)}."


def _draw(certificate: PanelCertificate, pool: Sequence[Candidate], rules: PanelRules) -> Iterator[str]:
    if wrong := _lottery_fault(certificate.lottery, rules):
        yield wrong
        return
    chances = certificate.lottery.chances(rules)
    if (str(min(chances.values())), str(max(chances.values()))) != (
        certificate.smallest_chance,
        certificate.largest_chance,
    ):
        yield "The smallest or the largest chance is not the one that the tickets give."
    fair = leximin(rules).chances
    if any(
        abs(float(chances[kind.members[0]]) - chance) > _ALIKE for kind, chance in zip(rules.kinds, fair, strict=True)
    ):
        yield "The chances are not as equal as the quotas allow."
    yield from _people(certificate, draw_panel(rules, certificate.lottery, bytes.fromhex(certificate.seed)))
    for fault in violations(pool, certificate.quotas, certificate.size, certificate.panel):
        yield f"The panel breaks its rules: {fault}."


def _lottery_fault(lottery: Lottery, rules: PanelRules) -> str:
    if len(lottery.tickets) != len(lottery.compositions) or sum(lottery.tickets) != TICKETS:
        return "The tickets of the lottery do not add up."
    if any(len(row) != len(rules.kinds) for row in lottery.compositions):
        return "The compositions of the lottery do not belong to this pool."
    if not all(_is_permitted(np.array(row, dtype=np.int64), rules) for row in lottery.compositions):
        return "The lottery has a composition that breaks the quotas or the rule of one person a household."
    # Otherwise their order, or tickets below 0, could choose the panel once the seed is known.
    if min(lottery.tickets) < 1 or list(lottery.compositions) != sorted(set(lottery.compositions)):
        return "The compositions of the lottery must be in order, each of them once and with tickets."
    return ""


def _is_permitted(row: np.typing.NDArray[np.int64], rules: PanelRules) -> bool:
    counts, homes = rules.matrix @ row, rules.of_household @ row
    return bool(
        row.sum() == rules.size
        and (row >= 0).all()
        and (row <= rules.people).all()
        and (counts >= rules.lows).all()
        and (counts <= rules.highs).all()
        and (homes <= np.array(rules.households)).all()
    )


def _people(certificate: PanelCertificate, redrawn: Sequence[str]) -> Iterator[str]:
    added = sorted(set(certificate.drawn) - set(redrawn))
    missing = sorted(set(redrawn) - set(certificate.drawn))
    if added:
        yield f"This seed would not draw: {', '.join(added)}."
    if missing:
        yield f"The panel lacks whom this seed draws: {', '.join(missing)}."
