"""同上 on the sheet: it never says that all is well where the office finds nothing above to take."""

import pytest

from xlpilot.rules.excel import DITTO

from .rows import CATEGORIES, NAMES, PHONES

pytestmark = [pytest.mark.libreoffice, pytest.mark.sweep]

LINE = ("王小红", "13800138000", 43353.0)
COLUMNS = 8


def row(number, at, word):
    values = [f"单位{number}", f"项目{number}", CATEGORIES[0], NAMES[0], PHONES[0], NAMES[1], PHONES[1], ""]
    values[at] = word
    return tuple(values)


@pytest.mark.parametrize("half", [0, 1])
def test_sheet_and_office_agree_on_every_sign_in_the_first_row_and_below(desk, half):
    words = DITTO[half::2]
    for at in range(COLUMNS):
        rows = [row(number, at, word) for number, word in enumerate(words)]
        rows += [row(len(rows), at, "无"), *(row(len(rows) + n, at, f" {word}。") for n, word in enumerate(words, 1))]
        wrong = desk.judge(rows, LINE)
        assert not wrong, "\n".join(wrong)
