"""The list of publications for programs."""

from aftercall.publication.models import Publication


def listed() -> list[dict[str, str | None]]:
    """Every publication, the newest period first: slug, title, state, published_at (ISO 8601) and supersedes (the slug
    of the one that it corrects). The last two are None unless they apply."""
    found = Publication.objects.select_related("supersedes", "run")
    return [
        {
            "slug": one.slug,
            "title": one.title,
            "state": one.state,
            "published_at": one.published_at.isoformat() if one.published_at else None,
            "supersedes": one.supersedes.slug if one.supersedes else None,
        }
        for one in found.order_by("-run__last_month", "-run__first_month", "-id")
    ]
