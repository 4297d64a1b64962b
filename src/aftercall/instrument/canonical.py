"""One canonical form of an instrument's document, so that its digest depends on its content alone."""

import hashlib
import json


def canonical_json(document: object) -> str:
    """The document as JSON with sorted keys and no spaces. The order of lists is kept, because it has a meaning."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def document_digest(document: object) -> str:
    """SHA-256 over the canonical form in UTF-8, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()
