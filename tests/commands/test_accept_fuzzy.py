"""--accept-fuzzy at the door: only where it is given, and then it is told."""

from review.county import good_row

from .county_post import county, drop

TYPO = "区域智彗教育"


def test_validate_and_consolidate_take_the_likely_option_only_when_told_to(issued, as_json, xlpilot):
    drop(issued, "衡南县.xlsx", county(issued, "430422", [good_row(1, category=TYPO)]))

    def codes(*options):
        code, document = as_json("validate", *options)
        return code, {f["code"] for file in document["files"] for f in file["findings"]} & {"XP204", "XP231"}

    assert codes() == (1, {"XP204"})
    assert codes("--accept-fuzzy") == (0, {"XP231"})
    when = ("--received-at", "2018-09-10T08:00:00+08:00")
    code, _, err = xlpilot("consolidate", *when)
    assert code == 1
    assert "accept-fuzzy" not in err
    code, out, err = xlpilot("consolidate", "--accept-fuzzy", *when)
    assert code == 0, out
    assert "按 --accept-fuzzy 采用了最像的选项 1 处" in err
