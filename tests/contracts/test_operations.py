"""Recording contracts, which of them is in force, and what a release asks of them."""

from collections.abc import Callable
from datetime import date

import pytest
from tests.fieldwork.making import TUESDAY, make_contract, make_programme, overwrite

from aftercall.contracts.checks import contracts_in_force
from aftercall.contracts.clauses import CLAUSES, STANDARD
from aftercall.contracts.models import ContractVersion
from aftercall.contracts.operations import record_contract
from aftercall.contracts.policies import require_contract
from aftercall.contracts.queries import agencies_in_use, contract_in_force
from aftercall.contracts.schedule import DATA_SCHEDULE
from aftercall.contracts.waiting import contracts_that_end
from aftercall.core.audit import SystemActor
from aftercall.core.check_list import CheckState
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.programmes.operations import change_settings

pytestmark = pytest.mark.django_db
AGENCY = "Example Research"
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def record() -> Callable[..., ContractVersion]:
    """Records a contract of one year."""

    def recorded(**arguments: object) -> ContractVersion:
        values = {"agency_name": AGENCY, "in_force_from": FIRST, "in_force_until": LAST, "clauses": STANDARD}
        return record_contract(**(values | arguments), actor=SystemActor("tests"), at=TUESDAY)  # type: ignore[arg-type]

    return recorded


Record = Callable[..., ContractVersion]


def test_a_contract_is_recorded_with_the_data_schedule_and_an_audit_entry(record: Record) -> None:
    version = record(reference="C-1")
    assert (version.number, version.types_of_data, version.reference) == (1, list(DATA_SCHEDULE), "C-1")
    assert version.clauses == STANDARD
    entry = AuditEntry.objects.get(action="contract.recorded")
    assert entry.subject == version.subject
    assert entry.details["in_force_until"] == "2025-12-31"


def test_a_recorded_contract_cannot_be_changed(record: Record) -> None:
    version = record()
    with pytest.raises(TypeError):
        version.save()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"in_force_until": date(2024, 12, 31)}, "The last day must not be before the first"),
        ({"clauses": STANDARD | {"audit": " "}}, "Enter what the contract says about: audit"),
        ({"clauses": STANDARD | {"audit": "x" * 2_001}}, "Audit must be 2,000 characters or fewer"),
        ({"replaces": 1}, "Someone else has recorded a version of this contract"),
    ],
)
def test_a_contract_that_is_wrong_is_refused(changes: dict[str, object], message: str, record: Record) -> None:
    with pytest.raises(Refused, match=message):
        record(**changes)
    assert not ContractVersion.objects.exists()


def test_the_next_version_must_replace_the_one_that_was_seen(record: Record) -> None:
    record()
    with pytest.raises(Refused, match="Someone else has recorded"):
        record()
    assert record(replaces=1).number == 2


def test_two_people_cannot_record_the_same_version(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    record()
    monkeypatch.setattr("aftercall.contracts.operations.versions_of", lambda _: ContractVersion.objects.none())
    with pytest.raises(Refused, match="Someone else has recorded"):
        record()


def test_the_newest_version_that_has_begun_is_in_force_until_it_ends(record: Record) -> None:
    first = record(in_force_until=None)
    second = record(in_force_from=date(2025, 6, 1), in_force_until=date(2025, 8, 31), replaces=1)
    for day, expected in (
        (date(2024, 12, 31), None),
        (date(2025, 1, 1), first),
        (date(2025, 5, 31), first),
        (date(2025, 6, 1), second),
        (date(2025, 8, 31), second),
        (date(2025, 9, 1), None),
    ):
        assert contract_in_force(AGENCY, day) == expected, day


def test_an_early_end_is_a_next_version(record: Record) -> None:
    record(in_force_until=None)
    record(in_force_until=date(2025, 3, 31), replaces=1)
    assert contract_in_force(AGENCY, date(2025, 4, 1)) is None


def test_without_a_contract_in_force_nothing_may_be_released(record: Record) -> None:
    with pytest.raises(Refused, match="no data processing contract with Example Research in force today"):
        require_contract(AGENCY, fields=DATA_SCHEDULE, on=FIRST)
    version = record()
    assert require_contract(AGENCY, fields=DATA_SCHEDULE, on=LAST) == version
    with pytest.raises(Refused, match="no data processing contract"):
        require_contract(AGENCY, fields=DATA_SCHEDULE, on=date(2026, 1, 1))


def test_a_contract_must_cover_the_whole_data_schedule(record: Record) -> None:
    record()
    overwrite(ContractVersion, types_of_data=[name for name in DATA_SCHEDULE if name not in {"language", "phone_alt"}])
    with pytest.raises(Refused, match="does not cover these types of data: other phone number and language"):
        require_contract(AGENCY, fields=DATA_SCHEDULE, on=FIRST)


def test_every_agency_that_a_programme_names_needs_a_contract() -> None:
    programme = make_programme()
    change_settings(
        programme=programme, changes={"calling.agency_name": "Another Agency"}, actor=SystemActor("tests"), at=TUESDAY
    )
    assert agencies_in_use() == ["Another Agency", AGENCY]
    assert {check.title: check.state for check in contracts_in_force()} == {
        "Contract with Another Agency": CheckState.MISSING,
        f"Contract with {AGENCY}": CheckState.DONE,
    }


def test_the_check_of_a_contract_that_has_ended_leads_to_its_next_version() -> None:
    make_programme()
    overwrite(ContractVersion, in_force_until=date(2025, 1, 31))
    [check] = contracts_in_force()
    assert check.state == CheckState.MISSING
    assert check.url == f"/contracts/{ContractVersion.objects.get().pk}/next/"


def test_a_contract_that_ends_soon_is_announced_until_it_is_continued() -> None:
    make_programme()
    overwrite(ContractVersion, in_force_until=date(2025, 3, 31))
    [item] = contracts_that_end(TUESDAY)
    assert (item.text, item.due_on) == ("The contract with Example Research ends on 31 March 2025", date(2025, 3, 31))
    make_contract(AGENCY, 2, in_force_from=date(2025, 4, 1))
    assert list(contracts_that_end(TUESDAY)) == []


def test_a_contract_without_an_end_or_of_an_agency_no_longer_used_is_not_announced() -> None:
    make_programme()
    make_contract("Former Agency", in_force_until=date(2025, 3, 31))
    assert list(contracts_that_end(TUESDAY)) == []


def test_every_clause_of_article_28_is_a_column() -> None:
    columns = {field.name for field in ContractVersion._meta.get_fields()}
    assert {clause.name for clause in CLAUSES} <= columns
