"""Texts in pages that are short enough to send."""

from aftercall.consultations.results.texts import in_pages


def test_no_text_is_lost_between_pages_and_each_list_keeps_its_name() -> None:
    lists = [{"who": who, "texts": [{"text": f"{who} {number}" * 20} for number in range(30)]} for who in ("A", "B")]
    pages = in_pages(lists, 2_000)
    assert len(pages) > 3
    assert all(sum(len(one["text"]) for group in page for one in group["texts"]) <= 2_000 for page in pages)
    for group in lists:
        found = [one for page in pages for own in page if own["who"] == group["who"] for one in own["texts"]]
        assert found == group["texts"]


def test_a_text_that_is_longer_than_a_page_has_one_of_its_own() -> None:
    long, short = {"text": "x" * 10_000}, {"text": "x"}
    pages = in_pages([{"who": "", "texts": [short, long, short]}], 1_000)
    assert [page[0]["texts"] for page in pages] == [[short], [long], [short]]
    assert in_pages([], 1_000) == [[]]
