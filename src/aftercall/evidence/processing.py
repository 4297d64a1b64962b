"""What evidence returns and exports do with people's data, for the data protection officer's documents."""

from collections.abc import Iterator

from aftercall.accountability.activities import Activity
from aftercall.core.words import counted
from aftercall.evidence.models import ControlledFile
from aftercall.evidence.operations import EXPORT_MONTHS, RETURN_MONTHS

_ENDS = "The key of the file is destroyed. Whoever downloaded it must erase their copy"
_RISKS = {
    "Somebody who gets answers without names recognises a person": "Two researchers must agree to each file, for a "
    "named recipient and purpose. It has no ids, no more columns and people than the figures need, and says how many "
    "of them are unlike anyone else in it. It is held back while somebody in it has had the use of their data "
    "restricted, and erased once somebody has withdrawn their answers.",
}


def files_for_others() -> Iterator[Activity]:
    """The files with answers, once one has been requested."""
    if ControlledFile.objects.filter(microdata=True).exists():
        facts = [
            ("Purpose", "So that the inspectorate can compute the figures again, and analysts study them"),
            ("People", "Those who were interviewed"),
            ("Details", "Their answers and the characteristics that the figures are weighted by, without names or ids"),
        ]
        returns = f"{counted(RETURN_MONTHS, 'month')} after it was requested"
        exports = f"Until the day that was approved, {counted(EXPORT_MONTHS, 'month')} at most"
        retention = [("Evidence returns with answers", returns, _ENDS), ("Exports for analysts", exports, _ENDS)]
        yield Activity("Evidence returns and exports for analysts", facts, retention, _RISKS)
