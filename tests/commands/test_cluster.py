"""--cluster: the workers of a real Dask cluster read, on this machine, and everything comes out as without it."""

import hashlib
import json
import os
import threading
import time

import pytest
from review.county import good_row

from xlpilot.intake.cluster import read_on_cluster
from xlpilot.intake.reading import read_all

from . import odd_files
from .county_post import county, drop

distributed = pytest.importorskip("distributed")
WHEN = "2018-09-10T09:30"


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and three workers, each a process under a nanny that starts it again."""
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as made:
        yield made


@pytest.fixture
def filled(issued, xlpilot):
    for number, unit in enumerate(("430405", "430406", "430407", "430422"), 1):
        drop(issued, f"{unit}.xlsx", county(issued, unit, [good_row(number), good_row(number + 5, leader_phone="1")]))
    odd = {
        "空.xlsx": b"", "文.docx": odd_files.docx(), "别的.xlsx": odd_files.other_form(), "x.xlsx": b"PK\3\4rubbish",
        "t.csv": "申报单位,项目\n一中,课堂\n".encode("gb18030"), "大.xlsx": b"PK\3\4" + bytes(3_000_000),
        "包.zip": odd_files.zipped({"内.xlsx": odd_files.other_form(), "二.docx": odd_files.docx()}),
    }  # fmt: skip
    for name, data in odd.items():
        drop(issued, name, data)
    assert xlpilot("receive", "--received-at", WHEN)[0] == 0
    return issued


def test_validate_says_the_same_as_without_a_cluster(filled, xlpilot, cluster):
    code, alone, _ = xlpilot("validate", "--format", "json")
    assert len(json.loads(alone)["files"]) >= 10
    assert xlpilot("validate", "--format", "json", "--cluster", cluster.scheduler_address)[:2] == (code, alone)


def test_consolidate_writes_the_same_bytes_as_without_a_cluster(filled, xlpilot, cluster):
    def summary():
        (path,) = (filled / "汇总").glob("*.xlsx")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        path.unlink()
        return digest

    assert xlpilot("consolidate", "--cluster", cluster.scheduler_address)[0] == 1
    first = summary()
    (filled / ".xlpilot" / "cache" / "read.records").unlink()
    assert xlpilot("consolidate")[0] == 1
    assert summary() == first


def test_a_worker_killed_in_mid_run_costs_nothing_but_time(filled, cluster):
    data = [path.read_bytes() for path in sorted((filled / "收件").glob("4304*.xlsx"))]
    items = [(number, data[number % len(data)]) for number in range(600)]
    alone = list(read_all(items))
    pids = {worker.pid for worker in cluster.workers.values()}
    killed = []

    def kill():
        time.sleep(0.3)
        victim = pids.pop()
        os.kill(victim, 9)
        killed.append(victim)

    killer = threading.Thread(target=kill)
    killer.start()
    together = list(read_on_cluster(items, cluster.scheduler_address))
    killer.join()
    assert killed
    assert together == alone


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nonsense"])
def test_an_address_where_nobody_answers_is_one_line_and_exit_2(filled, xlpilot, address, monkeypatch):
    monkeypatch.setattr("xlpilot.intake.cluster._CONNECT", 1)
    code, out, err = xlpilot("validate", "--cluster", address)
    assert (code, out) == (2, "")
    assert address in err
    assert "Traceback" not in err
