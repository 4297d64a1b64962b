"""Whose answers for a focus group are whose: for a person who objects, or asks what is held about them."""

from collections.abc import Iterable

from aftercall.communities.models import Candidate
from aftercall.communities.sealing import CandidateAnswers, open_answers
from aftercall.consents.details import consent_digests
from aftercall.consents.queries import consents_of
from aftercall.core import vault


def answers_of(digests: Iterable[str], *, shared: int) -> list[tuple[Candidate, CandidateAnswers]]:
    """What the person with these digests of the suppression list answered for focus groups, even once their consent has
    ended. shared: how many of them they must have at least.

    All answers are opened, so that no digest is kept in the clear, and none in a backup once a group has been erased.
    Where the consent is still open it says who they are too, even by details that have been corrected since.
    """
    own, read = consent_digests(given := list(digests)), vault.keys_of_rings()
    consents = {consent.pk for consent in consents_of(given, shared=shared)}
    kept = (
        Candidate.objects.filter(group__erased_at=None).exclude(sealed_answers=b"").select_related("group", "consent")
    )
    opened = ((candidate, open_answers(candidate, read)) for candidate in kept)
    return [
        (one, answers)
        for one, answers in opened
        if answers and (one.consent_id in consents or len(own.intersection(answers.digests)) >= shared)
    ]
