"""validate --only-rule: what a rule would do is told from the archive, and nothing is written."""

from review.county import good_row

from commands.county_post import county, drop


def state(root):
    return {path: path.stat().st_mtime_ns for path in root.rglob("*") if path.is_file() and "lock" not in path.name}


def test_it_counts_over_all_archived_returns_and_writes_nothing(issued, xlpilot, as_json):
    drop(issued, "甲.xlsx", county(issued, "430422", [good_row(1, leader_phone="0734-8123457"), good_row(2)]))
    drop(issued, "乙.xlsx", county(issued, "430405", [good_row(3)]))
    assert xlpilot("receive", "--received-at", "2018-09-10T09:30")[0] == 0
    drop(issued, "丙.xlsx", county(issued, "430421", [good_row(4, leader_phone="0734-8123457")]))
    before = state(issued)
    code, document = as_json("validate", "--only-rule", "XP212", "--since-archive")
    (told,) = document["rules"]
    assert (code, told["files"], told["hit"], told["findings"]) == (0, 2, 1, 1)
    assert told["returned_if_error"] == ["收件/甲.xlsx"]
    assert [hit["unit"] for hit in told["hits"]] == ["430422"]
    assert as_json("validate", "--only-rule", "XP212")[1]["rules"][0]["hit"] == 2
    assert state(issued) == before
    code, out, _ = xlpilot("validate", "--only-rule", "xp212", "--since-archive")
    assert (code, "查了 2 份：1 份命中，共 1 处" in out) == (0, True)
    assert "8123457" not in out


def test_a_rule_that_is_off_is_tried_all_the_same_and_listed_as_off(issued, xlpilot, as_json):
    drop(issued, "甲.xlsx", county(issued, "430422", [good_row(1, leader_phone="0734-8123457")]))
    xlpilot("receive", "--received-at", "2018-09-10T09:30")
    path = issued / "round.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[severity]\nXP212 = "off"\n', encoding="utf-8")
    (told,) = as_json("validate", "--only-rule", "XP212")[1]["rules"]
    assert (told["severity"], told["hit"]) == ("off", 1)
    assert not [f for file in as_json("validate")[1]["files"] for f in file["findings"] if f["code"] == "XP212"]
    assert "本轮的程度：关闭" in xlpilot("explain", "XP212")[1]
    assert "（本轮：关闭）" in xlpilot("explain")[1]


def test_an_unknown_rule_or_a_lone_since_archive_is_the_operators_to_mend(issued, xlpilot):
    assert xlpilot("validate", "--only-rule", "XP999")[0] == 2
    assert xlpilot("validate", "--since-archive")[0] == 2
