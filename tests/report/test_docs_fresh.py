import io
import re
import subprocess
import sys
from pathlib import Path

from review.county import good_row, judged, returned, returns, shipped
from rich.console import Console

from xlpilot.report import docs
from xlpilot.report.as_json import judgement_json
from xlpilot.report.as_text import judgement_text
from xlpilot.report.rules_doc import rule_text
from xlpilot.rounds.model import Category, Constraints, Contact, Eligibility, Field, Form, Quotas, Round, Unit
from xlpilot.rules import RULES

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_generated_pages_are_fresh():
    assert docs.stale(DOCS) == []


def test_a_stale_or_missing_page_is_told_by_name(tmp_path):
    for name, text in docs.pages().items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    assert docs.stale(tmp_path) == []
    (tmp_path / "rules.md").write_text("old", encoding="utf-8")
    (tmp_path / "dictionary.md").unlink()
    assert docs.stale(tmp_path) == ["rules.md", "dictionary.md"]


def test_the_check_can_be_run_from_a_shell():
    done = subprocess.run([sys.executable, "-m", "xlpilot.report.docs", "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_every_key_of_a_round_is_documented():
    text = docs.pages()["round-format.md"]
    for part in (Round, Contact, Category, Eligibility, Quotas, Unit, Form, Field, Constraints):
        for name, key in part.__pydantic_fields__.items():
            assert f"`{key.alias or name}`" in text, (part, name)
            assert key.description


def test_every_rule_and_every_field_is_documented():
    pages = docs.pages()
    for rule in RULES:
        assert f"### {rule.code} {rule.title}" in pages["rules.md"]
    form = shipped().forms["summary"]
    for field in (*form.line, *form.fields):
        assert f"`{field.name}`" in pages["dictionary.md"]
        assert field.title in pages["dictionary.md"]


def test_no_placeholder_is_left_for_people_to_read():
    for rule in RULES:
        assert not re.search(r"\{[a-z_]+\}", rule_text(rule)), rule.code
    for text in docs.pages().values():
        assert not re.search(r"\{(title|value|advice|how|limits|taken|unit|detail|row)\}", text)


def shown(reviews, infos=False, width=120):
    stream = io.StringIO()
    judgement_text(Console(file=stream, width=width, no_color=True, emoji=False), shipped(), reviews, infos)
    return stream.getvalue()


def test_the_report_is_grouped_by_unit_in_official_order_errors_first():
    files = [
        returned(
            returns([good_row(1, unit="第一中学", leader="张三、李四", contact_phone="1")], unit="430482"), "z.xlsx"
        ),
        returned(b"", "y.bin"),
        returned(returns([good_row(2, unit="第二中学")], unit="430405"), "x.xlsx"),
    ]
    lines = shown(judged(*files)).splitlines()
    heads = [line for line in lines if not line.startswith(" ")]
    assert [re.split(r"\s\s", line)[0] for line in heads[:3]] == ["430405 珠晖区", "430482 常宁市", "单位不明"]
    body = [line.strip()[:8] for line in lines[2:4]]
    assert body == ["错误 XP203", "提醒 XP205"] or [line.strip().split(" 附件")[0] for line in lines[2:4]] == [
        "错误 XP203",
        "提醒 XP205",
    ]
    assert "共 3 份：通过 1 份，退回修改 1 份，不予采用 1 份" in lines[-1]


def test_remarks_are_counted_and_shown_only_on_demand():
    reviews = judged(returns([good_row(1, category="①", leader="王 小明")]))
    assert "XP221" not in shown(reviews)
    assert "另有 2 处说明" in shown(reviews)
    assert shown(reviews, infos=True).count("XP221") == 2


def test_a_narrow_console_does_not_cut_a_message():
    reviews = judged(returns([good_row(1, category="智慧课堂")]))
    assert "“申报类别”填的是“智慧课堂”" in shown(reviews, width=20)


def test_json_without_a_round_and_without_files():
    document = judgement_json(None, [])
    assert document | {"files": list(document["files"])} == {
        "round": None, "deadline": None, "files": [],
        "counts": {"files": 0, "accepted": 0, "returned": 0, "rejected": 0, "errors": 0, "warnings": 0},
    }  # fmt: skip


def test_numbers_are_masked_and_the_example_in_our_own_advice_is_not():
    from xlpilot.masking import masked

    said = masked("填的是“0734-8811332”，请填11位手机号码，或带区号的座机，如 0734-8123456")
    assert said == "填的是“0734-88***32”，请填11位手机号码，或带区号的座机，如 0734-8123456"
