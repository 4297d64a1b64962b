import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.instrument.expressions.patterns import PatternError, parse_pattern


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("", "", "a"),
        ("a|bc", "bc", "b"),
        ("a.c", "axc", "ac"),
        ("[a-c]+", "abcab", "abd"),
        ("[^a-c]+", "xyz", "xaz"),
        ("[a-]+", "a-a", "b"),
        (r"[\d.]+", "1.5", "a"),
        (r"[a\]]", "]", "b"),
        (r"\d{3}-\d{2,}", "123-4567", "123-4"),
        (r"a{0,2}", "aa", "aaa"),
        (r"(ab){2}", "abab", "ab"),
        (r"(?:ab)?c", "c", "bc"),
        (r"^07[0-9]{9}$", "07700900123", "7700900123"),
        (r"\w+\s\w+", "Siân Ŵyn", "Siân"),
        (r"\S+\D", "ab", "a1"),
        (r"a\.b", "a.b", "axb"),
        (r"a+?b*?", "aab", "b"),
        (r"(a|b)*c", "ababc", "abab"),
    ],
)
def test_a_pattern_describes_the_whole_text(pattern: str, matching: str, other: str) -> None:
    assert parse_pattern(pattern).matches(matching)
    assert not parse_pattern(pattern).matches(other)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a)", "')' without '(' at character 2 of the pattern"),
        ("(a", "')' expected at character 3"),
        ("[a", "more expected at character 3"),
        ("*a", "nothing to repeat before '*' at character 1"),
        ("a{3,2}", "a repetition whose second number is smaller"),
        ("[z-a]", "a range whose end comes before its beginning"),
        (r"(?=a)", "a kind of group that is not known"),
        (r"\bword", r"'\b', which is not known, at character 2"),
        ("a" * 501, "longer than 500 characters"),
        ("(" * 21 + ")" * 21, "too many brackets inside each other"),
        ("a{999}{999}", "repeats too much"),
        ("(){999}{999}{999}", "repeats too much"),
        ("(a{0}){999}{999}{999}", "repeats too much"),
    ],
)
def test_a_pattern_that_can_not_be_used_is_refused(pattern: str, message: str) -> None:
    with pytest.raises(PatternError) as refused:
        parse_pattern(pattern)
    assert message in str(refused.value)


def test_a_pattern_that_takes_other_engines_for_ever_is_quick() -> None:
    assert not parse_pattern("(a+)+b").matches("a" * 5000)


_PATTERNS = st.recursive(
    st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", "$", "^"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}|{pair[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,}", "{0,2}"])).map(
            lambda pair: f"({pair[0]}){pair[1]}"
        ),
    ),
    max_leaves=6,
)


@given(_PATTERNS, st.text("ab1", max_size=6))
def test_a_pattern_matches_what_it_matches_in_python(pattern: str, text: str) -> None:
    assert parse_pattern(pattern).matches(text) is (re.fullmatch(pattern, text) is not None)
