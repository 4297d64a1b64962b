"""The table of scheduled jobs, and what is completed at every start."""

from datetime import datetime, time

from aftercall.accounts.operations import delete_old_links
from aftercall.core.jobs.operations import delete_old_runs
from aftercall.core.jobs.schedule import Job
from aftercall.core.jobs.timetables import Daily, Every
from aftercall.core.tombstones import complete_destructions
from aftercall.fieldwork.operations import close_expired, put_back_stale_cases
from aftercall.mappings.operations import remove_old_uploads
from aftercall.programmes.operations import erase_objectors, erase_old_extracts, stop_abandoned_loads
from aftercall.rights.operations import erase_contacts_past_retention

SCHEDULE = (
    Job(
        name="windows",
        title="Close cases whose contact window has ended",
        operation=close_expired,
        timetable=Daily(time(0, 5)),
        changed=("case closed", "cases closed"),
    ),
    Job(
        name="retention",
        title="Erase contact details whose retention period has ended",
        operation=erase_contacts_past_retention,
        # Retention ends at midnight; hourly, so that after a failure no details are kept for another day.
        timetable=Every(minutes=60),
        changed=("wave’s details erased", "waves’ details erased"),
    ),
    Job(
        name="claims",
        title="Put back cases that an interviewer has stopped working on",
        operation=put_back_stale_cases,
        timetable=Every(minutes=5),
        changed=("case put back", "cases put back"),
    ),
    Job(
        name="loads",
        title="Clear up after loads that have stopped",
        operation=stop_abandoned_loads,
        timetable=Every(minutes=10),
        changed=("load cleared up", "loads cleared up"),
    ),
    Job(
        name="kept-extracts",
        title="Erase extracts that have been kept for decisions about possible matches for two weeks",
        operation=erase_old_extracts,
        timetable=Every(minutes=60),
        changed=("extract erased", "extracts erased"),
    ),
    Job(
        name="objectors",
        title="Erase people who have objected from extracts that have not been released",
        operation=erase_objectors,
        timetable=Every(minutes=10),
        changed=("person or possible match erased", "people and possible matches erased"),
    ),
    Job(
        name="mapping-examples",
        title="Remove example extracts that were uploaded for a mapping more than a day ago",
        operation=remove_old_uploads,
        timetable=Every(minutes=60),
        changed=("example extract removed", "example extracts removed"),
    ),
    Job(
        name="keys",
        title="Destroy keys whose destruction was interrupted",
        operation=complete_destructions,
        timetable=Every(minutes=10),
        changed=("key destroyed", "keys destroyed"),
    ),
    Job(
        name="old-links",
        title="Delete one-time links that were used or expired more than 30 days ago",
        operation=delete_old_links,
        timetable=Daily(time(3, 20)),
        changed=("link deleted", "links deleted"),
    ),
    Job(
        name="old-runs",
        title="Delete records of runs that ended more than 90 days ago",
        operation=delete_old_runs,
        timetable=Daily(time(3, 30)),
        changed=("record deleted", "records deleted"),
    ),
)


def complete_interrupted(*, at: datetime) -> None:
    """Complete what a killed process left unfinished. Runs before the site is served and before a worker starts."""
    complete_destructions(at=at)
    stop_abandoned_loads(at=at)
