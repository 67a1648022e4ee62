"""--accept-fuzzy: the one likely option is taken and said to be, and nothing else ever is."""

import io

import openpyxl
import pytest

from review.county import KEY, PASSWORD, good_row, returned, returns, shipped
from xlpilot.report.marked.copy import Office, marked_copy
from xlpilot.review.judge import judge
from xlpilot.rounds.workspace import Secrets

LIKELY = [
    ("区域智彗教育", "区域智慧教育"),
    ("網絡聯校創新應用用", "网络联校创新应用"),
    ("教育网络安金", "教育网络安全"),
]


def fuzzy(data, accept=True):
    (review,) = judge(shipped(), [returned(data)], KEY, accept_fuzzy=accept)
    return review, [(f.code, f.severity.value) for f in review.findings if f.code in ("XP204", "XP231")]


@pytest.mark.parametrize(("typed", "taken"), LIKELY)
def test_the_one_likely_option_is_taken_with_a_warning_that_names_both(typed, taken):
    review, codes = fuzzy(returns([good_row(1, category=typed), good_row(2)]))
    assert codes == [("XP231", "warning")]
    (finding,) = [f for f in review.findings if f.code == "XP231"]
    assert (finding.place.cell, finding.value) == ("D6", typed)
    assert typed in finding.message
    assert taken in finding.message
    assert review.table.values["category"][0] == taken
    assert review.verdict == "accepted"


@pytest.mark.parametrize(("typed", "taken"), LIKELY)
def test_without_the_option_it_is_an_error_as_ever(typed, taken):
    review, codes = fuzzy(returns([good_row(1, category=typed)]), accept=False)
    assert codes == [("XP204", "error")]
    assert review.table.values["category"] == (typed,)


@pytest.mark.parametrize(
    "typed",
    [
        "智慧课堂",
        "①区域智慧教育",
        "网络联校创新应用、区域智慧教育",
        "教育",
        "□网络联校创新应用 □区域智慧教育",
        "其他",
        "9",
    ],
)
def test_what_is_not_likely_or_contradicts_itself_is_never_taken(typed):
    review, codes = fuzzy(returns([good_row(1, category=typed)]))
    assert codes == [("XP204", "error")]
    assert review.verdict == "returned"


def test_a_marked_copy_keeps_what_was_typed_and_says_what_was_taken():
    data = returns([good_row(1, category="区域智彗教育", leader_phone="1380000")])
    review, _ = fuzzy(data)
    book = openpyxl.load_workbook(io.BytesIO(marked_copy(data, review, Office(shipped(), Secrets(KEY, PASSWORD)))))
    assert book["附件1"]["D6"].value == "区域智彗教育"
    assert book["附件1"].protection.sheet
    assert "区域智慧教育" in " ".join(str(c.value) for row in book["问题清单"].iter_rows() for c in row if c.value)
