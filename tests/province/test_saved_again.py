"""What another program saved is what was written, as long as nobody changed a row."""

import pytest
from office import Office, missing

from province.offices import CHANGSHA, codes, edited, reported

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())


@pytest.fixture(scope="module")
def libreoffice():
    with Office.start() as office:
        yield office


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_a_summary_that_libreoffice_saved_is_as_it_was_written(province, summaries, tmp_path, libreoffice, suffix):
    path = tmp_path / "长沙.xlsx"
    path.write_bytes(summaries[CHANGSHA])
    book = libreoffice.open(path)
    saved = tmp_path / f"另存{suffix}"
    book.save(saved)
    book.close()
    review = reported(province, saved.name, saved.read_bytes())
    assert (review.unit, review.verdict.value) == (CHANGSHA, "accepted")
    assert "XP441" not in codes(review)
    assert "XP442" not in codes(review)
    assert len(review.table.lower.origins) == len(review.table.rows)


def test_one_that_was_changed_before_it_was_saved_is_told(province, summaries, tmp_path, libreoffice):
    def edit(book):
        book["附件1"]["F6"] = "别人"

    path = tmp_path / "长沙.xlsx"
    path.write_bytes(edited(summaries[CHANGSHA], edit))
    book = libreoffice.open(path)
    book.save(tmp_path / "改.ods")
    book.close()
    assert "XP442" in codes(reported(province, "改.ods", (tmp_path / "改.ods").read_bytes()))
