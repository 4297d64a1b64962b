"""The certificate of a panel, and its verification by a stranger with two files."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.methods.sortition_pools import make_pool, make_quotas

from aftercall.cli.panel import panel
from aftercall.communities.panels.certificate import PanelCertificate, certified_panel, commitment, seed_of_draw
from aftercall.communities.panels.verifying import verify_panel
from aftercall.methods.sortition import Candidate

SEED = b"a seed for tests, 32 bytes long.."
POOL = make_pool(24, 3)
QUOTAS = make_quotas(6, slack=0.3)


@pytest.fixture(scope="module")
def certificate() -> PanelCertificate:
    return certified_panel(POOL, QUOTAS, 6, SEED)


def test_a_certificate_is_verified_after_it_was_written_and_read(certificate: PanelCertificate) -> None:
    read = PanelCertificate.from_bytes(certificate.to_text().encode(), "panel.json")
    assert read == certificate
    assert read.digest() == certificate.digest()
    assert verify_panel(read, POOL) == []


def test_a_replacement_is_certified_too(certificate: PanelCertificate) -> None:
    again = certified_panel(POOL, QUOTAS, 6, b"2", stay=certificate.panel[1:], gone=certificate.panel[:1])
    assert len(again.drawn) == 1
    assert verify_panel(again, POOL) == []


def test_the_seed_of_a_replacement_was_fixed_before_and_could_not_be_foreseen() -> None:
    first, second = (seed_of_draw(SEED, draw) for draw in (0, 1))
    assert commitment(second) == first.hex()  # and not the other way round
    before = certified_panel(POOL, QUOTAS, 6, first)
    stay, gone = before.panel[1:], before.panel[:1]
    after = certified_panel(POOL, QUOTAS, 6, second, stay=stay, gone=gone)
    assert verify_panel(after, POOL, before) == []
    chosen = certified_panel(POOL, QUOTAS, 6, b"chosen", stay=stay, gone=gone)
    assert verify_panel(chosen, POOL, before) == ["The seed does not follow from that of the draw before."]
    other = next(person.reference for person in POOL if person.reference not in before.panel)
    smuggled = replace(after, stay=tuple(sorted((*stay[1:], other))))
    assert f"The draw before did not put on the panel: {other}." in verify_panel(smuggled, POOL, before)


def swapped(certificate: PanelCertificate) -> PanelCertificate:
    other = next(person.reference for person in POOL if person.reference not in certificate.drawn)
    return replace(certificate, drawn=(other, *certificate.drawn[1:]))


def test_a_swapped_person_is_found(certificate: PanelCertificate) -> None:
    found = verify_panel(swapped(certificate), POOL)
    assert any("would not draw" in line for line in found)
    assert any("lacks whom" in line for line in found)


def test_every_other_change_is_found(certificate: PanelCertificate) -> None:
    tickets, rows = certificate.lottery.tickets, certificate.lottery.compositions
    one = replace(certificate.lottery, tickets=(10**9 - len(tickets) + 1, *(1 for _ in tickets[1:])))
    rigged = replace(one, compositions=(rows[1], *rows, rows[1]), tickets=(10**9, *tickets, -(10**9)))
    forged = {
        "seed does not match": replace(certificate, seed="00"),
        "people of the pool": replace(certificate, pool_digest="0"),
        "not as equal": replace(certificate, lottery=one),
        "do not add up": replace(certificate, lottery=replace(certificate.lottery, tickets=tickets[1:])),
        "do not belong": replace(certificate, lottery=replace(one, compositions=tuple(row[1:] for row in rows))),
        "breaks the quotas": replace(
            certificate, lottery=replace(one, compositions=tuple((6, *(0 for _ in row[1:])) for row in rows))
        ),
        "in order, each of them once": replace(certificate, lottery=rigged),
        "can't be drawn again": replace(certificate, size=60),
    }
    for words, changed in forged.items():
        assert any(words in line for line in verify_panel(changed, POOL)), words
    other_pool = [*POOL[1:], Candidate("P9999", "", POOL[0].values)]
    assert any("people of the pool" in line for line in verify_panel(certificate, other_pool))


def write_files(folder: Path) -> tuple[str, str]:
    pool, quotas = folder / "pool.csv", folder / "quotas.csv"
    features = list(POOL[0].values)
    lines = [",".join(["reference", "household", *features])]
    lines += [",".join([p.reference, p.household, *(p.values[f] for f in features)]) for p in POOL]
    pool.write_text("\n".join(lines))
    rows = [f"{q.feature},{q.value},{q.low},{q.high}" for q in QUOTAS]
    quotas.write_text("\n".join(["feature,value,low,high", *rows]))
    return str(pool), str(quotas)


def test_a_stranger_draws_and_verifies_with_files_alone(tmp_path: Path) -> None:
    (pool, quotas), out, run = write_files(tmp_path), str(tmp_path / "panel.json"), CliRunner()
    drawn = run.invoke(panel, ["draw", pool, "--quotas", quotas, "--size", "6", "--seed", SEED.hex(), "--out", out])
    assert (drawn.exit_code, len(drawn.output.split())) == (0, 6)
    assert run.invoke(panel, ["verify", out, "--pool", pool]).exit_code == 0
    again = run.invoke(panel, ["verify", out, "--pool", pool, "--before", out])
    assert (again.exit_code, "does not follow" in again.output) == (1, True)
    content = json.loads(Path(out).read_text())
    content["drawn"][0] = next(p.reference for p in POOL if p.reference not in content["drawn"])
    Path(out).write_text(json.dumps(content))
    refused = run.invoke(panel, ["verify", out, "--pool", pool])
    assert refused.exit_code == 1
    assert "would not draw" in refused.output


@pytest.mark.parametrize(
    ("pool", "quotas", "words"),
    [
        ("reference,sex\nA,male", "", "pool.csv, column household: is missing"),
        ("reference,household,sex\nA,,", "", "pool.csv, row 2, sex: is empty"),
        ("reference,household,sex\nA,,male,x", "", "pool.csv, row 2: give 3 values"),
        ("reference,household,sex,sex\nA,,a,b", "", "occurs more than once"),
        ("", "", "pool.csv: is empty"),
        ("reference,household,sex\nA,,male", "feature,value\nsex,male", "needs the columns"),
        ("reference,household,sex\nA,,male", "feature,value,low,high\nsex,male,one,2", "row 2, low: write a whole"),
        ("reference,household,sex\nA,,male", "feature,value,low,high\nsex,male,2,2", "fewer than the panel"),
    ],
)
def test_mistakes_in_files_are_named_in_one_line(tmp_path: Path, pool: str, quotas: str, words: str) -> None:
    for name, content in (("pool.csv", pool), ("quotas.csv", quotas)):
        (tmp_path / name).write_text(content)
    options = ["--quotas", str(tmp_path / "quotas.csv"), "--size", "2", "--seed", "00", "--out", str(tmp_path / "o")]
    result = CliRunner().invoke(panel, ["draw", str(tmp_path / "pool.csv"), *options])
    assert result.exit_code == 2
    assert words in result.output
    assert "\n" not in result.output.strip()


def test_what_is_no_certificate_is_refused(tmp_path: Path, certificate: PanelCertificate) -> None:
    (tmp_path / "pool.csv").write_text("reference,household,sex\nA,,male")
    impossible = json.dumps({**certificate.to_mapping(), "size": 10**30})
    for content in ("[]", "{", '{"format": "aftercall-panel-1"}', impossible):
        (tmp_path / "panel.json").write_text(content)
        result = CliRunner().invoke(
            panel, ["verify", str(tmp_path / "panel.json"), "--pool", str(tmp_path / "pool.csv")]
        )
        assert (result.exit_code, "is not a certificate" in result.output) == (2, True)
