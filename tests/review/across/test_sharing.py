"""Applications are compared without being kept: only those who share something are looked at again."""

import gc

import pytest

from xlpilot.review.across import cross
from xlpilot.review.across.applicant import Applicant, applicants
from xlpilot.review.across.sharing import Sharing, shares
from xlpilot.review.shelf import Shelf

from .county_rows import asking, crossed, review, row, told

CODES = ("430405", "430406", "430407", "430408", "430412", "430421")


@pytest.fixture
def alive(monkeypatch):
    """How many applications there are whenever a unit has been judged alone, and when those who share are judged."""
    counts = {"alone": [], "again": []}

    def counting(name, real):
        def call(*arguments):
            counts[name].append(sum(isinstance(one, Applicant) for one in gc.get_objects()))
            return real(*arguments)

        return call

    monkeypatch.setattr(cross, "direct", counting("alone", cross.direct))
    monkeypatch.setattr(cross, "between", counting("again", cross.between))
    return counts


def test_no_more_than_one_units_applications_are_there_at_once(alive):
    reviews = [review(code, [row(100 * n + m, f"学校{n}{m}") for m in range(10)]) for n, code in enumerate(CODES)]
    crossed(*reviews)
    assert max(alive["alone"]) <= 20
    assert alive["again"] == [10]  # those of the last unit


def test_only_those_who_share_are_there_again(alive):
    reviews = [review(code, [row(100 * n + m, f"学校{n}{m}") for m in range(10)]) for n, code in enumerate(CODES)]
    reviews[1] = review(CODES[1], [row(100, "学校甲"), row(3, "学校乙")])
    found = told(crossed(*reviews), "XP601")
    assert [number for number, *_ in found] == [0, 1]
    assert alive["again"] == [10 + 2]


@pytest.mark.parametrize("per_leader", [None, 2])
def test_what_is_shared_within_a_unit_only_is_no_matter_of_others_but_for_a_leader(per_leader):
    rows = [row(1, "甲校", leader="王一", leader_phone="13800000000")] * 3
    sharing = Sharing(per_leader)
    own = list(applicants(asking(), [(0, review(CODES[0], rows))]))
    sharing.add(own)
    numbers, shared = sharing.units()
    assert numbers == ([0] if per_leader else [])
    assert all(shares(one, shared) is bool(per_leader) for one in own)


def test_equal_hashes_prove_nothing(monkeypatch):
    from xlpilot.review.across import sharing

    reviews = [review(code, [row(n, f"学校{n}")]) for n, code in enumerate(CODES)]
    reviews.append(review("430422", [row(3, "学校九")]))
    plain = crossed(*reviews)
    monkeypatch.setattr(sharing, "crc32", lambda *_: 7)
    assert crossed(*reviews) == plain
    assert told(plain, "XP601")


def test_units_are_found_whatever_is_looked_at_in_one_go(monkeypatch):
    from xlpilot.review.across import sharing

    reviews = [review(code, [row(100 * n + m, f"学校{n}{m}") for m in range(5)]) for n, code in enumerate(CODES)]
    reviews.append(review("430422", [row(3, "学校甲"), row(502, "学校乙")]))
    plain = crossed(*reviews)
    assert {number for number, *_ in told(plain, "XP601")} == {0, 5, 6}
    for size in (1, 7):
        monkeypatch.setattr(sharing, "_AT_ONCE", size)
        assert crossed(*reviews) == plain


def test_hashes_on_a_shelf_find_the_same_also_when_the_disk_is_full(tmp_path, monkeypatch):
    from xlpilot.review.across import sharing

    monkeypatch.setattr(sharing, "_AT_ONCE", 20)
    units = [[row(100 * n + m, f"学校{n}{m}") for m in range(5)] for n in range(len(CODES))]
    units[4][2] = row(3, "学校03")
    own = [list(applicants(asking(), [(0, review(code, rows))])) for code, rows in zip(CODES, units, strict=True)]

    def found(shelf):
        made = Sharing(None, shelf)
        for one in own:
            made.add(one)
        assert len(made._hashes) < 20
        return made.units(), [type(piece) for piece in made._away]

    class Full(Shelf):
        def write(self, record):
            raise OSError(28, "No space left on device")

    kept, pieces = found(None)
    assert kept[0] == [0, 4]
    assert set(pieces) == {bytes}
    shelved, places = found(Shelf(tmp_path))
    assert shelved == kept
    assert places == [int] * len(pieces)
    assert found(Full()) == (kept, pieces)
