"""What a portal refuses a file for: faults of its header, another month, a table without a row. Rules fire for the truth only."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pyarrow as pa
import pyarrow.csv as pa_csv
import pytest

from caseness.sources.records import open_records
from caseness.sources.synthetic.people.organisations import invent
from caseness.sources.synthetic.plan import Form, Injection, Plan, Shape
from caseness.sources.synthetic.synthesis import synthesise
from caseness.validation.engine import judged
from caseness.validation.history import history, judged_history
from caseness.validation.official import official_rules
from caseness.validation.prepared import Prepared

PLAN = Plan(referrals=100, months=3, shape=Shape.PROVIDER, form=Form.CSV, workers=1)
CODES = invent(PLAN).provider_code.tolist()
FAULTY, MISDATED, LACKING = CODES[:3], CODES[3:4], CODES[6:]
WRONGS = (
    Injection(kind="header-fault", rate=1.0, providers=tuple(FAULTY)),
    Injection(kind="wrong-period", rate=1.0, providers=tuple(MISDATED)),
    Injection(kind="empty-table", rate=0.5, providers=tuple(LACKING)),
)
ASKED = ("IDS000Header", "IDS001MPI", "IDS002GP", "IDS101Referral", "IDS201CareContact")
EMPTY = {"IDSREJ003", "IDSREJ004", "IDSREJ005"}
OTHER_VERSION, VERSION_WRITTEN_WRONG, TWICE = "IDS00003", "IDS00004", "IDSREJ015"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder, the truth, how much was done, and how often each rule fires by provider."""
    folder = tmp_path_factory.mktemp("refused")
    done = synthesise(replace(PLAN, injections=WRONGS), folder / "out").wrongs
    for path in (folder / "out").glob("*/*/*"):  # what nobody asks for takes long to read
        of, header = path.parent.parent.name, path.stem == "IDS000Header"
        if path.stem not in ASKED or of not in (*FAULTY, *MISDATED, *LACKING) or not (header or of in LACKING):
            path.unlink()
    truth = [row for part in (folder / "out-truth" / "known_wrongs").glob("*.csv") for row in texts(part)]
    records = open_records(folder / "out")
    rules = [rule for rule in official_rules() if rule.table == "IDS000Header" or rule.id in EMPTY]
    found = Counter()
    for outcome in (*judged(rules, Prepared(records)), *judged_history(history(records))):
        for part in outcome.by:
            found[outcome.rule.id, part.provider] += part.broken
    return folder / "out", truth, done, found


def texts(path):
    read = pa_csv.ConvertOptions(column_types=dict.fromkeys(("before", "after", "Item"), pa.string()))
    return pa_csv.read_csv(path, convert_options=read).to_pylist()


def counting(folder):
    """The files that count, as headers tell: the newest of each provider and month, or of those that name none."""
    newest = {}
    for path in sorted(folder.glob("*/*/IDS000Header.csv")):
        as_text = pa_csv.ConvertOptions(
            column_types=dict.fromkeys(("OrgIDProv", "ReportingPeriodStartDate", "DateTimeDatSetCreate"), pa.string()),
            strings_can_be_null=True,
        )
        row = pa_csv.read_csv(path, convert_options=as_text).to_pylist()[0]
        month = row["ReportingPeriodStartDate"]
        made = row["DateTimeDatSetCreate"]
        no_time = made is None or made.startswith("31/02")  # comes after all others
        key = row["OrgIDProv"], month if month and month[:4].isdigit() else None
        file = f"{path.parent.parent.name}/{path.parent.name}"
        newest[key] = max(newest.get(key, ((False, "", ""), "")), ((no_time, made or "", file), file))
    return {file for _order, file in newest.values()}


def test_the_rules_on_headers_fire_for_the_faults_that_were_made(made):
    folder, truth, _done, found = made
    count = counting(folder)
    wanted = Counter()
    for row in truth:
        if row["kind"] == "header-fault" and row["file"] in count:
            wanted[row["rule"]] += 2 if row["rule"] == TWICE else 1
            wanted[OTHER_VERSION] += row["rule"] == VERSION_WRITTEN_WRONG
    fired = Counter()
    for (rule, _provider), number in found.items():
        if rule not in EMPTY and not rule.endswith(("sent", "counts", "twice")):
            fired[rule] += number
    assert +fired == wanted
    assert len(wanted) > 5


def test_every_header_has_one_fault(made):
    _folder, truth, done, _found = made
    rows = [row for row in truth if row["kind"] == "header-fault"]
    assert (done[0].open, done[0].drawn) == (len(FAULTY) * 5, len(rows))  # three months, of which two are refreshed
    assert len({row["file"] for row in rows}) == len(rows) == done[0].open
    assert {row["OrgID_Provider"] for row in rows} == set(FAULTY)


def test_a_month_that_another_file_names_has_three(made):
    _folder, truth, done, found = made
    rows = [row for row in truth if row["kind"] == "wrong-period"]
    assert len(rows) == done[1].drawn == len(MISDATED)  # the second of three months
    assert {(row["before"], row["after"]) for row in rows} == {("2024-05-01", "2024-04-01")}
    twice = {provider: n for (rule, provider), n in found.items() if rule == "month-sent-twice" and n}
    assert twice == dict.fromkeys(MISDATED, 1)


def test_a_file_without_a_row_of_a_table_is_found(made):
    folder, truth, done, found = made
    rows = [row for row in truth if row["kind"] == "empty-table"]
    assert len(rows) == done[2].drawn > 3
    assert {row["rule"] for row in rows} == EMPTY
    for row in rows:
        assert not (folder / row["file"] / f"{row['table']}.csv").exists()
    wanted = Counter((row["rule"], row["OrgID_Provider"]) for row in rows if row["counts"])
    assert {at: n for at, n in found.items() if at[0] in EMPTY and at[1] in LACKING and n} == wanted


def test_the_warehouse_refuses_such_files(tmp_path):
    for kind in ("header-fault", "wrong-period", "empty-table"):
        plan = replace(PLAN, shape=Shape.NATIONAL, injections=(Injection(kind=kind, rate=0.5),))
        with pytest.raises(ValueError, match="the warehouse refuses such"):
            synthesise(plan, tmp_path / "extract")
