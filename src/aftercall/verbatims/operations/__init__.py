"""Everything that changes codebooks, texts and quotations."""

from aftercall.verbatims.operations.codebooks import (
    change_code,
    confirm_codebook,
    discard_draft,
    import_codebook,
    remove_code,
)
from aftercall.verbatims.operations.coding import save_coding, settle, take_text
from aftercall.verbatims.operations.quotations import (
    confirm_redaction,
    publish_quotation,
    redact,
    refuse_quotation,
    release_quotation,
    withdraw_quotations,
)
from aftercall.verbatims.operations.rounds import open_round, return_codes

__all__ = [
    "change_code",
    "confirm_codebook",
    "confirm_redaction",
    "discard_draft",
    "import_codebook",
    "open_round",
    "publish_quotation",
    "redact",
    "refuse_quotation",
    "release_quotation",
    "remove_code",
    "return_codes",
    "save_coding",
    "settle",
    "take_text",
    "withdraw_quotations",
]
