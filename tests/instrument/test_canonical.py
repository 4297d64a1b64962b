import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.instrument.canonical import canonical_json, document_digest

_DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_the_canonical_form_has_sorted_keys_and_no_spaces() -> None:
    assert canonical_json({"b": [2, 1], "a": "é"}) == '{"a":"é","b":[2,1]}'


def test_the_digest_does_not_depend_on_key_order() -> None:
    digest = document_digest({"a": 1, "b": [1, 2]})
    assert digest == document_digest({"b": [1, 2], "a": 1})
    assert digest != document_digest({"a": 1, "b": [2, 1]})
    assert digest == hashlib.sha256(b'{"a":1,"b":[1,2]}').hexdigest()


def test_content_that_is_not_json_has_no_canonical_form() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": float("nan")})


@given(_DOCUMENTS)
def test_the_canonical_form_survives_a_round_trip(document: object) -> None:
    assert canonical_json(json.loads(canonical_json(document))) == canonical_json(document)
