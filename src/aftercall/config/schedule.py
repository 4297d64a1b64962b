"""The table of scheduled jobs, and what is completed at every start."""

from datetime import datetime, time

from aftercall.accounts.operations import delete_old_links, delete_old_sessions
from aftercall.communities.operations.coverage import raise_tasks_about_gaps
from aftercall.communities.operations.ending import erase_old_groups
from aftercall.config.replays import keep_journal, replay_forgotten
from aftercall.config.unneeded_keys import destroy_forgotten_rings, destroy_unneeded_keys
from aftercall.consents.operations import end_past_retention
from aftercall.consultations.operations.closing import erase_past_retention as erase_old_answers
from aftercall.consultations.operations.releasing import publish_due as publish_consultations
from aftercall.core import journal
from aftercall.core.jobs.operations import delete_old_runs
from aftercall.core.jobs.schedule import Job
from aftercall.core.jobs.timetables import Daily, Every
from aftercall.core.schema import remove_old_copies
from aftercall.evidence.operations import erase_expired, supersede_files
from aftercall.fieldwork.agreeing import keep_consents
from aftercall.fieldwork.operations import close_expired, put_back_stale_cases
from aftercall.improvements.operations import take_looks
from aftercall.improvements.recovery.operations import receive_requests
from aftercall.mappings.operations import remove_old_uploads
from aftercall.programmes.operations import erase_objectors, erase_old_extracts, stop_abandoned_loads
from aftercall.public.operations import delete_old
from aftercall.publication.files.kept import make_files
from aftercall.publication.operations import publish_due
from aftercall.rights.desk.operations import erase_old_requests
from aftercall.rights.operations import erase_contacts_past_retention, forget_old_contacts
from aftercall.rights.opt_outs.operations import erase_after_cooling_time
from aftercall.verbatims.operations import withdraw_quotations

SCHEDULE = (
    Job(
        name="site",
        title="Delete feedback on the public site after 6 months, and counts of its pages after 2 years",
        operation=delete_old,
        timetable=Daily(time(3, 20)),
        changed=("row deleted", "rows deleted"),
    ),
    Job(
        name="windows",
        title="Close cases whose contact window has ended",
        operation=close_expired,
        timetable=Daily(time(0, 5)),
        changed=("case closed", "cases closed"),
    ),
    Job(
        name="retention",
        title="Erase contact details, and what links answers to people, when retention ends",
        operation=erase_contacts_past_retention,
        # Retention ends at midnight; hourly, so that after a failure no details are kept for another day.
        timetable=Every(minutes=60),
        changed=("wave’s data erased", "waves’ data erased"),
    ),
    Job(
        name="contacts",
        title="Forget people who may be contacted again",
        operation=forget_old_contacts,
        timetable=Daily(time(3, 10)),
        changed=("digest deleted", "digests deleted"),
    ),
    Job(
        name="quotations",
        title="Withdraw quotations of people who have objected since",
        operation=withdraw_quotations,
        timetable=Every(minutes=60),
        changed=("quotation withdrawn", "quotations withdrawn"),
    ),
    Job(
        name="requests",
        title="Erase who made requests that were closed 6 months ago",
        operation=erase_old_requests,
        timetable=Daily(time(0, 10)),
        changed=("request’s details erased", "requests’ details erased"),
    ),
    Job(
        name="evidence",
        title="Erase evidence returns and exports whose time has ended",
        operation=erase_expired,
        timetable=Daily(time(0, 15)),
        changed=("file erased", "files erased"),
    ),
    Job(
        name="superseded",
        title="Erase evidence returns and exports with answers or results that were withdrawn since",
        operation=supersede_files,
        timetable=Every(minutes=10),
        changed=("file superseded", "files superseded"),
    ),
    Job(
        name="agreements",
        title="Make records of what people agreed to in yesterday’s interviews",
        operation=keep_consents,
        timetable=Daily(time(0, 20)),
        changed=("record made", "records made"),
    ),
    Job(
        name="service-recovery",
        title="Bring requests for service recovery to whoever answers them",
        operation=receive_requests,
        timetable=Daily(time(0, 40)),
        changed=("request received", "requests received"),
    ),
    Job(
        name="improvements",
        title="Compare results before and after actions, once they are published",
        operation=take_looks,
        timetable=Every(minutes=60),
        changed=("look taken", "looks taken"),
    ),
    Job(
        name="consents",
        title="Erase the details of people who agreed to be contacted, when the agreed time ends",
        operation=end_past_retention,
        timetable=Daily(time(0, 15)),
        changed=("record ended", "records ended"),
    ),
    Job(
        name="coverage",
        title="Raise a task about each community that should have been heard by now",
        operation=raise_tasks_about_gaps,
        timetable=Daily(time(0, 50)),
        changed=("task raised", "tasks raised"),
    ),
    Job(
        name="focus-groups",
        title="Erase focus groups when their retention ends, and people whose consent has ended before one met",
        operation=erase_old_groups,
        timetable=Every(minutes=60),
        changed=("group or person erased", "groups and people erased"),
    ),
    Job(
        name="opt-outs",
        title="Destroy the contact details of people who opted out on the public site 14 days ago",
        operation=erase_after_cooling_time,
        timetable=Every(minutes=60),
        changed=("request’s details destroyed", "requests’ details destroyed"),
    ),
    Job(
        name="publication",
        title="Publish results that have been approved, at the time that was set",
        operation=publish_due,
        timetable=Every(minutes=5),
        changed=("publication made public", "publications made public"),
    ),
    Job(
        name="consultation-results",
        title="Publish results of consultations that have been approved, at the time that was set",
        operation=publish_consultations,
        timetable=Every(minutes=5),
        changed=("part made public", "parts made public"),
    ),
    Job(
        name="consultations",
        title="Erase answers to consultations whose time has ended",
        operation=erase_old_answers,
        timetable=Daily(time(0, 35)),
        changed=("consultation’s answers erased", "consultations’ answers erased"),
    ),
    Job(
        name="files",
        title="Make the files of published results",
        operation=make_files,
        timetable=Every(minutes=5),
        changed=("file made", "files made"),
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
        name="journal",
        title="Write the journal, and apply again what a restored database has forgotten",
        operation=keep_journal,
        timetable=Every(minutes=10),
        changed=("entry applied or written", "entries applied or written"),
    ),
    Job(
        name="keys",
        title="Destroy keys whose destruction was interrupted, or whose use was never committed",
        operation=destroy_unneeded_keys,
        timetable=Every(minutes=10),
        changed=("key destroyed", "keys destroyed"),
    ),
    Job(
        name="forgotten-keys",
        title="Destroy keys that nothing has needed for 30 days, because a backup was restored that is older",
        operation=destroy_forgotten_rings,
        timetable=Daily(time(4, 0)),
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
        name="old-sessions",
        title="Delete sessions that have expired",
        operation=delete_old_sessions,
        timetable=Daily(time(3, 50)),
        changed=("session deleted", "sessions deleted"),
    ),
    Job(
        name="old-copies",
        title="Delete copies of the database that were made before an upgrade 30 days ago",
        operation=remove_old_copies,
        timetable=Daily(time(3, 40)),
        changed=("copy deleted", "copies deleted"),
    ),
    Job(
        name="old-runs",
        title="Delete records of runs that ended more than 90 days ago",
        operation=delete_old_runs,
        timetable=Daily(time(3, 30)),
        changed=("record deleted", "records deleted"),
    ),
)


def complete_interrupted(*, at: datetime) -> int:
    """Complete what a killed process left unfinished, and apply again what a restored database has forgotten. Runs
    before the site is served and before a worker starts. Returns how much had been forgotten."""
    journal.append_committed(at=at)
    forgotten = replay_forgotten(at=at)
    destroy_unneeded_keys(at=at)
    stop_abandoned_loads(at=at)
    remove_old_uploads(at=at)
    return forgotten
