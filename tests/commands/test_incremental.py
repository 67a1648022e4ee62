"""A second consolidate reads only what is new, and gives the bytes that a run from scratch gives."""

import datetime as dt
import hashlib
import io
import json
import shutil
import zipfile
import zlib

import pytest
from review.county import good_row

from commands.county_post import county, drop
from xlpilot.commands.consolidate import consolidate
from xlpilot.commands.demo import demo
from xlpilot.commands.known import FILE, Known
from xlpilot.intake.table import LineValue, Table
from xlpilot.review.identified import Identified
from xlpilot.review.serial import from_plain, to_plain
from xlpilot.rounds.workspace import Workspace
from xlpilot.rules.base import Fault

WHEN = dt.datetime(2018, 9, 10, 9, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def summed(root):
    """Files read now, files known, and the summary's hash."""
    done = consolidate(Workspace(root), received_at=WHEN)
    return done.read, done.reused, hashlib.sha256(done.output.read_bytes()).hexdigest()


def from_scratch(root):
    shutil.rmtree(root / ".xlpilot" / "cache", ignore_errors=True)
    return summed(root)[2]


@pytest.fixture
def two(issued):
    drop(issued, "甲.xlsx", county(issued, "430422", [good_row(1), good_row(2, leader_phone="1")]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("乙.xlsx", county(issued, "430405", [good_row(3, unit=" 第三中学 ")]))
    drop(issued, "乙.zip", packed.getvalue())
    drop(issued, "扫描.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 99)
    assert summed(issued)[:2] == (3, 0)
    return issued


def test_what_did_not_change_is_not_read_again_and_the_bytes_are_the_same(two):
    read, reused, sha256 = summed(two)
    assert (read, reused) == (1, 2)  # the picture is refused anew
    assert sha256 == from_scratch(two)


def test_of_a_new_return_only_that_is_read(two):
    drop(two, "改好/甲.xlsx", county(two, "430422", [good_row(1), good_row(2)]))
    read, reused, sha256 = summed(two)
    assert (read, reused) == (2, 2)
    assert sha256 == from_scratch(two)


def test_another_round_other_rules_or_another_program_reads_everything_anew(two, monkeypatch):
    path = two / "round.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("maxLength = 200", "maxLength = 201"), encoding="utf-8")
    assert summed(two)[:2] == (3, 0)
    assert summed(two)[:2] == (1, 2)
    for name in ("RULES_VERSION", "__version__"):
        monkeypatch.setattr(f"xlpilot.commands.known.{name}", "other")
        assert summed(two)[:2] == (3, 0)


@pytest.mark.parametrize("damage", ["cut", "nonsense", "forged", "moved", "folder", "empty"])
def test_a_cache_that_is_damaged_or_that_somebody_wrote_is_not_looked_at(two, damage):
    path = two / ".xlpilot" / "cache" / FILE
    data = path.read_bytes()
    scratch = summed(two)[2]
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes({"cut": data[:-9], "nonsense": b"\xff" * 99, "empty": b"", "forged": forged(data),
                          "moved": swapped(data)}[damage])  # fmt: skip
    # Of a file that is cut only the record at its end is lost.
    assert summed(two) == ((2, 1, scratch) if damage == "cut" else (3, 0, scratch))


def records(data):
    """(name, signature, content) of every record."""
    found = []
    while data:
        length = int.from_bytes(data[48:52], "big")
        found.append((data[:16], data[16:48], data[52 : 52 + length]))
        data = data[52 + length :]
    return found


def written(name, signature, content):
    return name + signature + len(content).to_bytes(4, "big") + content


def forged(data):
    """Every record with another school in it, whole but for the signature."""
    made = b""
    for name, signature, content in records(data):
        text = zlib.decompress(content)
        other = text.replace(*(b"".join(b"\\u%04x" % ord(c) for c in word) for word in ("中学", "别校")))
        assert other != text
        made += written(name, signature, zlib.compress(other))
    return made


def swapped(data):
    """Each of two records under the name of the other."""
    one, other = records(data)
    return written(one[0], *other[1:]) + written(other[0], *one[1:])


def test_it_holds_no_more_than_the_last_run_used(two):
    path = two / ".xlpilot" / "cache" / FILE
    assert len(records(path.read_bytes())) == 2
    before = list((two / ".xlpilot" / "cache" / "written").iterdir())
    for number in range(3):
        drop(two, f"{number}.xlsx", county(two, "430421", [good_row(50 + number)]))
        summed(two)
    assert len(list((two / ".xlpilot" / "cache" / "written").iterdir())) == len(before) == 1
    assert len(records(path.read_bytes())) == 5


def test_every_kind_of_value_comes_back_as_it_was():
    values = (None, "", "a\ud800", 1, 1.0, True, dt.date(2018, 9, 10), dt.datetime(2018, 9, 10, 1, 2, 3, 4),
              dt.time(9, 30), dt.timedelta(days=-1, seconds=5), *Fault)  # fmt: skip
    typed = tuple(map(str, range(len(values))))
    table = Table("summary", "附件1", 5, {"x": 2}, tuple(range(len(values))), {"x": values}, {"x": typed},
                  {"y": LineValue(Fault.ERROR, "#REF!", 3, 4)}, ("z",), ("J1", "可以报送"), (), (9,), frozenset({(1, "x")}))  # fmt: skip
    one = Identified("summary", "430422", table, (), False)
    back = from_plain(json.loads(json.dumps(to_plain(one))))
    assert back == one
    assert list(map(type, back.table.values["x"])) == list(map(type, values))


def test_every_sample_comes_back_as_it_was(tmp_path):
    done = demo(tmp_path / "ws")
    known = Known(done.workspace)
    for review in done.result.summary.files:
        found = known.find(review.sha256, review.path, None)
        assert (found is not None) == (review.table is not None)
        assert found is None or (found.table, found.unit, found.kind) == (review.table, review.unit, review.kind)
    first = done.result.output.read_bytes()
    again = consolidate(done.workspace)
    assert again.read == sum(review.table is None for review in again.summary.files)
    assert again.output.read_bytes() == first
