"""Signed heads: C2SP's checkpoints, and keys as its signed notes write them."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from aftercall.core.checkpoints import (
    MAX_BYTES,
    Head,
    VerifierKey,
    key_in_name,
    read_checkpoint,
    read_verifier_key,
    sign,
    verifier_key,
)
from aftercall.errors import BadInput

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HEAD = Head(1_250, hashlib.sha256(b"root").hexdigest())
TEXT = sign(HEAD, KEY)


def test_a_signed_head_is_a_c2sp_checkpoint() -> None:
    origin, size, root, empty, signature, end = TEXT.split("\n")
    public = KEY.public_key().public_bytes_raw()
    assert (origin, size, root) == (f"aftercall/audit-log/{public.hex()}", "1250", encoded(bytes.fromhex(HEAD.root)))
    assert (empty, end) == ("", "")
    dash, name, value = signature.split(" ")
    assert (dash, name) == ("—", origin)
    key_id = hashlib.sha256(f"{origin}\n".encode() + b"\x01" + public).digest()[:4]
    assert base64.b64decode(value)[:4] == key_id
    KEY.public_key().verify(base64.b64decode(value)[4:], f"{origin}\n{size}\n{root}\n".encode())
    assert str(verifier_key(KEY)) == f"{origin}+{key_id.hex()}+{encoded(b'\x01' + public)}"


def test_a_signed_head_can_be_read_and_checked_with_nothing_else() -> None:
    checkpoint = read_checkpoint(TEXT.encode(), "HEAD")
    assert checkpoint.head == HEAD
    assert key_in_name(checkpoint) == verifier_key(KEY) == read_verifier_key(f" {verifier_key(KEY)}\n")
    assert checkpoint.is_signed_by(verifier_key(KEY))


@pytest.mark.parametrize(
    "change",
    [
        ("1250", "1249"),
        ("aftercall/", "Aftercall/"),
        (TEXT.split("\n")[2], encoded_other := base64.b64encode(hashlib.sha256(b"other").digest()).decode()),
        (TEXT.rstrip("\n").rsplit(" ", 1)[1], sign(Head(1, HEAD.root), KEY).rstrip("\n").rsplit(" ", 1)[1]),
        (TEXT.rstrip("\n").rsplit(" ", 1)[1], encoded_other),
    ],
)
def test_a_head_changed_after_it_was_signed_is_not_right(change: tuple[str, str]) -> None:
    checkpoint = read_checkpoint(TEXT.replace(*change).encode(), "HEAD")
    assert not checkpoint.is_signed_by(verifier_key(KEY))


def test_other_signatures_and_line_ends_do_not_matter() -> None:
    witnessed = TEXT + f"— witness.example.org {encoded(b'anything')}\n\n"
    checkpoint = read_checkpoint(witnessed.replace("\n", "\r\n").encode(), "HEAD")
    assert checkpoint.is_signed_by(verifier_key(KEY))
    assert not checkpoint.is_signed_by(VerifierKey("witness.example.org", verifier_key(KEY).public))


def test_a_name_without_a_key_holds_none() -> None:
    assert key_in_name(read_checkpoint(TEXT.replace("aftercall/audit-log/", "x").encode(), "HEAD")) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"PK\x03\x04",
        TEXT.replace("1250", "-1").encode(),
        TEXT.replace("1250", "01250").encode(),
        TEXT.replace(TEXT.split("\n")[2], "AAAA").encode(),
        TEXT.replace(TEXT.split("\n")[2], "not base64").encode(),
        TEXT.split("—")[0].encode(),
        TEXT.replace("— ", "- ").encode(),
        TEXT.encode() + b"\n" * MAX_BYTES,
    ],
)
def test_a_file_that_is_no_signed_head_is_refused(content: bytes) -> None:
    with pytest.raises(
        BadInput, match=r"^HEAD is not a signed head of an audit log\. Choose the file as it was saved$"
    ):
        read_checkpoint(content, "HEAD")


@pytest.mark.parametrize("key", ["", "name", f"{verifier_key(KEY)}x", str(verifier_key(KEY)).replace("log/", "log/0")])
def test_a_key_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadInput, match="not of the form"):
        read_verifier_key(key)


def encoded(value: bytes) -> str:
    """In base64."""
    return base64.b64encode(value).decode()
