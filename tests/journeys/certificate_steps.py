"""How a researcher loads an extract, watches the load, and draws a sample that anyone can verify."""

import csv
import fcntl
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.page_checks import check_page, follow, press, wait_until_loaded, without_scripts
from tests.journeys.site import Site

from aftercall.config.environment import working_dir
from aftercall.synthetic.generate import generate_extracts

MONTH = date(2026, 1, 1)
# Stores a load job that is in its third step. It counts as running for as long as the test keeps its folder locked.
RUNNING_LOAD = """
from aftercall.accounts.models import User
from aftercall.core import clock
from aftercall.frames.building.progress import STEP_COUNT
from aftercall.programmes.models import LoadJob, Wave
user = User.objects.get(role="researcher")
LoadJob.objects.create(
    wave=Wave.objects.get(), folder={name!r}, step=2, steps=STEP_COUNT, started_at=clock.now(), started_by=user
)
"""


def write_extract(folder: Path, *, rows: int, seed: int) -> Path:
    """Write a synthetic extract, and beside it the same with three invalid dates and twelve possible matches. Returns
    the path of the latter."""
    generate_extracts(folder, seed=seed, rows=rows, first_month=MONTH, months=1)
    made = rows_of(folder / "extract-2026-01.csv")
    make_possible_matches(made, pairs=12)
    return write_csv(with_invalid_dates(made, count=3), folder / "extract.csv")


def make_possible_matches(rows: list[dict[str, str]], *, pairs: int) -> None:
    """Give each pair one surname, sex and postcode. Call them Elizabeth and Liz, and leave out Liz's date of birth."""
    people = [row for row in rows if row["victim_kind"] == "person" and row["postcode"] and row["phone"]]
    people = people[: 2 * pairs]
    for one, other in zip(people[::2], people[1::2], strict=True):
        one["first_name"] = "Elizabeth"
        other |= {name: one[name] for name in ("last_name", "sex", "postcode")}
        other |= {"first_name": "Liz", "date_of_birth": "", "email": ""}


def rows_of(extract: Path) -> list[dict[str, str]]:
    with extract.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def with_invalid_dates(rows: list[dict[str, str]], *, count: int) -> list[dict[str, str]]:
    """The rows, with an invalid date in each of the last ones."""
    return rows[:-count] + [row | {"reported_on": "31/01/2026"} for row in rows[-count:]]


def write_csv(rows: list[dict[str, str]], path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def load_and_draw(page: Page, site: Site, extract: Path, folder: Path) -> tuple[Path, Path]:
    """From the home page to a drawn sample. Returns its certificate and the digests of its frame, saved in a folder."""
    open_month(page)
    watch_load_until_stopped(page, site)
    rows = rows_of(extract)
    invalid = write_csv(with_invalid_dates(rows, count=len(rows) * 4 // 5), folder / "invalid.csv")
    upload_invalid_extract(page, invalid)
    load_extract(page, extract)
    read_rejected_rows(page)
    decide_possible_matches(page)
    apply_decision(page)
    return draw_sample(page, folder)


def open_month(page: Page) -> None:
    follow(page, "Open the first month")
    check_page(page, "waves")
    page.get_by_label("Month").fill(f"{MONTH:%Y-%m}")
    press(page, "Open the month")
    check_page(page, "wave-planned")


def watch_load_until_stopped(page: Page, site: Site) -> None:
    site.run(RUNNING_LOAD.format(name=site.home.name))
    with locked_upload_folder(f"aftercall-load-{site.home.name}") as folder:
        (folder / "share").write_text("[2, 0.4]")  # completed steps, and the share of the current one
        page.reload()
        follow(page, "See its progress")
        expect(page.get_by_role("progressbar", name="Step 3 of")).to_be_visible()
        expect(page.get_by_text("2 of 6 steps completed, and 40% of step 3")).to_have_count(2)
        assert_refreshes_without_scripts(page, site)
        page.get_by_role("link", name="Stop refreshing").press("Enter")
        page.wait_for_url("**/?still")  # a refresh of the page before would not have this query
        check_page(page, "load-running")
    follow(page, "Refresh now")
    expect(page.get_by_text("Nothing has changed. Load the extract again.")).to_be_visible()
    check_page(page, "load-stopped")


@contextmanager
def locked_upload_folder(name: str) -> Iterator[Path]:
    """Lock the folder of an upload, as the process that loads it does."""
    folder = working_dir() / name
    folder.mkdir(mode=0o700)
    handle = os.open(folder, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    yield folder
    os.close(handle)


def assert_refreshes_without_scripts(page: Page, site: Site) -> None:
    assert page.context.browser
    with without_scripts(page.context.browser, site, page) as other:
        other.goto(page.url)
        with other.expect_response(page.url) as refresh:
            pass
        assert refresh.value.status == 200


def upload_invalid_extract(page: Page, invalid: Path) -> None:
    page.get_by_label("Extract").set_input_files(invalid)
    press(page, "Load the extract")
    expect(page.get_by_role("heading", level=1)).to_have_text("The extract was not loaded")
    expect(page.get_by_role("alert")).to_contain_text("so nothing was loaded")
    check_page(page, "load-failed")


def load_extract(page: Page, extract: Path) -> None:
    page.get_by_label("Extract").set_input_files(extract)
    press(page, "Load the extract")
    wait_until_loaded(page)
    check_page(page, "wave-flow")


def read_rejected_rows(page: Page) -> None:
    follow(page, "rejected rows and what to fix")
    expect(page.get_by_role("cell", name="(not_a_date)").first).to_be_visible()
    check_page(page, "rejected")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all").press("Enter")
    assert "31/01/2026" not in download.value.path().read_text()
    follow(page, "January 2026")


def decide_possible_matches(page: Page) -> None:
    follow(page, "Review the possible matches")
    expect(page.get_by_text("12 pairs, undecided first: page 1 of 2")).to_be_visible()
    expect(page.get_by_role("heading", name="currently treated as one person")).to_have_count(10)
    check_page(page, "matches")
    page.get_by_role("radio", name="Two different people").first.press("Space")
    press(page, "Save your decisions")
    expect(page.get_by_text("1 decision has been saved")).to_be_visible()
    expect(page.get_by_text("1 decision is waiting")).to_be_visible()
    check_page(page, "matches-decided")
    follow(page, "January 2026")
    check_page(page, "wave-waiting")
    expect(page.get_by_role("button", name="Draw the sample")).to_have_count(0)


def apply_decision(page: Page) -> None:
    press(page, "Apply this decision")
    wait_until_loaded(page)
    expect(page.get_by_text("waiting")).to_have_count(0)
    follow(page, "Review the possible matches")
    follow(page, "Next")
    decided = page.get_by_role("region", name="Pair 12: currently treated as two people")
    expect(decided.get_by_text("Decided: Two different people (applied).")).to_be_visible()
    follow(page, "January 2026")


def draw_sample(page: Page, folder: Path) -> tuple[Path, Path]:
    press(page, "Draw the sample")
    check_page(page, "draw")
    press(page, "Draw the sample")
    expect(page.get_by_text("has been drawn")).to_be_visible()
    check_page(page, "wave-drawn")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the certificate").press("Enter")
    with zipfile.ZipFile(download.value.path()) as archive:
        archive.extractall(folder)
    return folder / "certificate.json", folder / "digests.sha256"


def verify_certificate(page: Page, certificate: Path, digests: Path) -> None:
    page.goto("/")
    follow(page, "Verify a sample")
    upload(page, certificate, digests)
    expect(page.get_by_role("heading", name="The certificate and the digest match our log")).to_be_visible()
    check_page(page, "verify-genuine")
    other = digests.with_name("other.sha256")
    other.write_text(f"{'0' * 64}  frame.parquet\n")
    upload(page, certificate, other)
    expect(page.get_by_role("heading", name="This does not match our log")).to_be_visible()
    check_page(page, "verify-other")
    upload(page, digests, other)
    expect(page.get_by_role("alert")).to_contain_text("is not a certificate")
    check_page(page, "verify-neither")


def load_next_month_and_check_register(page: Page, extract: Path, folder: Path) -> None:
    page.goto("/waves/")
    page.get_by_label("Month").fill("2026-02")
    press(page, "Open the month")
    page.get_by_label("Extract").set_input_files(extract_a_month_later(extract, folder / "february.csv"))
    press(page, "Load the extract")
    wait_until_loaded(page)
    table = page.get_by_role("table", name="People since January 2026")
    known = table.get_by_role("row", name="Known").get_by_role("cell").inner_text()
    assert int(known.replace(",", "")) > 100
    expect(table.get_by_role("row", name="Split").get_by_role("cell")).to_have_text("0")
    check_page(page, "wave-register")


def extract_a_month_later(source: Path, target: Path) -> Path:
    """An extract of every second row, as if the same person had reported another crime a month later."""
    rows = [row for row in rows_of(source) if row["reported_on"].startswith("2026-01-")][::2]
    for row in rows:
        row |= {
            "reported_on": f"2026-02-{min(int(row['reported_on'][-2:]), 28):02d}",
            "crime_ref": f"{row['crime_ref']}b",
        }
    return write_csv(rows, target)


def upload(page: Page, certificate: Path, digests: Path) -> None:
    page.get_by_label("Certificate", exact=True).set_input_files(certificate)
    page.get_by_label("Digest of the frame").set_input_files(digests)
    press(page, "Verify")
