"""Whether the time of an answer tells if a person who opts out has a case: the area under the curve (AUC) is .5 if not.

Run: PYTHONPATH=src:. python bench/opt_out_timing.py [people of each kind, such as 200]. It serves a site of its own, in
which half of the people have a case, and opts everyone out once over HTTP, in random order, each from another address.
"""

import http.client
import json
import math
import random
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

import ibis
import pyarrow as pa
from tests.journeys.site import Site

from aftercall.frames.engine import open_workspace
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised
from aftercall.frames.phones import resolve_unmatched
from aftercall.frames.recognition.match_keys import record_digests

# In the site's environment: each person is released with the digests that the product computes for them.
MAKE_CASES = """
import json
from bench.opt_out_timing import all_digests
from tests.fieldwork.making import Person, make_cases
digests = all_digests(json.loads({people!r}))
make_cases(*(Person(f"K{{number}}", digests=sorted(own)) for number, own in enumerate(digests)))
"""
_LETTERS = "abcdefghij"


@dataclass(frozen=True)
class Answer:
    """How long the site took to answer a request, in seconds, and whether the person has a case."""

    known: bool
    seconds: float


def made_up_person(number: int) -> dict[str, str]:
    """A person whom nobody else is mistaken for."""
    name = "".join(_LETTERS[int(digit)] for digit in f"{number:04d}").title()
    return {"first_name": f"Ann{name.lower()}", "last_name": f"Example{name.lower()}", "phone": f"07700 9{number:05d}"}


def all_digests(people: Sequence[dict[str, str]]) -> list[set[str]]:
    """As `person_digests`, for many people at once, because the engine takes long to start."""
    from aftercall.core import vault  # noqa: PLC0415 - only once Django is set up
    from aftercall.programmes.operations import MATCH_KEY  # noqa: PLC0415

    rows = {name: pa.array([one.get(name) for one in people], pa.string()) for name in NAMES}
    found: list[set[str]] = [set() for _ in people]
    with open_workspace("these people") as workspace:
        table = pa.table(rows | {"row": pa.array(range(len(people)), pa.int64())})
        raw = workspace.register_arrow("raw", table).mutate(file=ibis.literal(0, "int64"))
        records = workspace.materialize("record", normalised(workspace, raw))
        resolve_unmatched(workspace.reader, "record")
        digests = record_digests(workspace, records.mutate(record=records.row), vault.long_lived_key(MATCH_KEY))
        for row in workspace.fetch(digests).to_pylist():
            found[row["record"]].add(row["digest"])
    return found


def main() -> None:
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    people = [made_up_person(number) for number in range(2 * each)]
    with TemporaryDirectory() as home:
        site = Site(Path(home), {"AFTERCALL_TRUSTED_PROXIES": "1"})
        site.set_up()
        site.run(MAKE_CASES.format(people=json.dumps(people[:each])))
        site.start()
        try:
            answers = opt_everyone_out(site.url, people, known=each)
        finally:
            site.stop()
    report(answers)


def opt_everyone_out(url: str, people: Sequence[dict[str, str]], *, known: int) -> list[Answer]:
    """Send one request for each person, in random order."""
    order = list(range(len(people)))
    random.Random(1).shuffle(order)
    browser = Browser(url)
    for number in range(5):  # the first requests are slower
        browser.opt_out({"first_name": "Warm", "last_name": "Up", "postcode": f"ZZ{number} 1ZZ"}, "198.51.100.1")
    return [
        Answer(number < known, browser.opt_out(people[number], f"10.{number >> 8}.{number & 255}.1"))
        for number in order
    ]


class Browser:
    """Sends the form of the public site."""

    def __init__(self, url: str) -> None:
        self._host = str(urlsplit(url).netloc)
        response, page = self._send("GET", "", {})
        self._cookie = str(response.getheader("Set-Cookie")).split(";")[0]
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        if found is None:
            raise SystemExit("the page has no form")
        self._token = found[1]

    def opt_out(self, person: dict[str, str], address: str) -> float:
        """Opt someone out from this address. Returns the seconds until the answer."""
        body = urlencode({**person, "csrfmiddlewaretoken": self._token})
        headers = {
            "Cookie": self._cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": address,
        }
        start = time.perf_counter()
        response, _ = self._send("POST", body, headers)
        seconds = time.perf_counter() - start
        if response.status != HTTPStatus.FOUND:
            raise SystemExit(f"the request was answered with {response.status}")
        return seconds

    def _send(self, method: str, body: str, headers: dict[str, str]) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection(self._host)
        connection.request(method, "/opt-out/", body, {"X-Forwarded-For": "198.51.100.1", **headers})
        response = connection.getresponse()
        page = response.read().decode()
        connection.close()
        return response, page


def area_under_curve(known: Sequence[float], unknown: Sequence[float]) -> float:
    """The probability that a random known person's answer takes longer than a random unknown one's; ties count half."""
    wins = sum((one > other) + (one == other) / 2 for one in known for other in unknown)
    return wins / (len(known) * len(unknown))


def report(answers: Sequence[Answer]) -> None:
    """Print the AUC with its standard error under chance, and the medians."""
    known, unknown = (sorted(one.seconds for one in answers if one.known is kind) for kind in (True, False))
    auc = area_under_curve(known, unknown)
    error = math.sqrt((len(known) + len(unknown) + 1) / (12 * len(known) * len(unknown)))
    medians = " and ".join(f"{times[len(times) // 2] * 1000:.0f} ms" for times in (known, unknown))
    print(f"AUC {auc:.3f} (by chance {0.5} ± {error:.3f}); medians of known and unknown people: {medians}")


if __name__ == "__main__":
    main()
