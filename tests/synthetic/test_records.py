from collections import Counter

from aftercall.synthetic.records import WITHOUT_VICTIM, load_records


def test_every_record_is_counted() -> None:
    records = load_records()
    without = sum(records.without_victim, Counter[str]())
    assert sum(records.read) == 74_273
    assert without == {"Drugs": 1504, "Possession of weapons": 535}
    assert len(records.refs) == 74_273 - 1504 - 535
    assert not set(records.categories) & set(WITHOUT_VICTIM)


def test_only_the_nine_published_repeats_share_a_reference() -> None:
    records = load_records()
    repeated = [ref for ref, count in Counter(records.refs).items() if count > 1]
    assert len(repeated) == 9
    assert Counter(records.victims) == {"V1": len(records.refs) - 9, "V2": 9}
