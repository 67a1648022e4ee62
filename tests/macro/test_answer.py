"""What the button reads."""

import re

from review.county import good_row, judged, returns, shipped

from xlpilot.report.answer import answer_of, answer_text, as_text


def _decoded(text):
    units = re.sub(r"%([0-9A-F]{4})", lambda match: chr(int(match[1], 16)), text)
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def test_the_answer_is_ascii_and_holds_every_fault_whatever_was_typed():
    odd = "=HYPERLINK(1)\t%4E00\n😀"
    reviews = judged(returns([good_row(1, leader_phone=odd), good_row(2, category="没有这一类")]))
    answer = answer_of(shipped(), reviews)
    text = answer_text(answer)
    assert text.isascii()
    lines = [[_decoded(field) for field in line.split("\t")] for line in text.splitlines()]
    assert lines[0] == ["xlpilot-answer", "1"]
    assert lines[-1] == ["end", str(len(answer.lines))]
    assert [tuple(line[1:]) for line in lines if line[0] == "finding"] == list(answer.lines)
    assert len(answer.lines) == len([f for f in reviews[0].findings if f.severity != "info"])
    assert {line[0] for line in answer.lines} >= {"F6", "D7"}
    assert "还有 " in answer.gate


def test_no_text_of_a_county_begins_like_a_formula():
    for typed in ("=1+1", "+86", "-1", "@SUM(1)", "'x", "\t=1"):
        assert as_text(typed)[0] == "“"
    assert as_text("衡南县") == "衡南县"
    assert len(as_text("长" * 40_000)) <= 602
