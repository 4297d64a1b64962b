from aftercall.core.ordering import order_key


def test_a_list_comes_in_its_order_then_others_by_number_and_last_what_is_not_known() -> None:
    labels = ["unknown", "Area 10", "Area 2", "burglary", "Theft", "area 2 north", "not known"]
    assert sorted(labels, key=lambda label: order_key(label, ["Theft", "Burglary"])) == [
        *("Theft", "burglary", "Area 2", "area 2 north", "Area 10", "not known", "unknown")
    ]


def test_labels_that_begin_with_numbers_and_with_words_can_be_compared() -> None:
    assert sorted(["B", "2", "A 1", "10", ""], key=order_key) == ["", "2", "10", "A 1", "B"]
