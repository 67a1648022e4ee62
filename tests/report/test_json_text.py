"""JSON in pieces says byte for byte what json.dumps says, and never holds a list that is made as it is asked for."""

import io
import json
import random
import sys
from types import SimpleNamespace

import pytest

from xlpilot.console import print_json
from xlpilot.report.json_text import pieces


def whole(value):
    return json.dumps(value, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    "value",
    [{}, [], [[]], [{}], {"a": []}, {"a": {}}, {"a": {"b": {}}}, None, 1, "甲\n“乙”\"\\", [1, [2, {"a": None}]], (), (1,)],
)  # fmt: skip
def test_small_documents_are_written_as_by_json_dumps(value):
    assert "".join(pieces(value)) == whole(value)


def test_any_document_is_written_as_by_json_dumps():
    chance = random.Random(2018)

    def made(depth):
        kind = chance.randrange(8 if depth else 6)
        if kind == 6:
            return [made(depth - 1) for _ in range(chance.randrange(4))]
        if kind == 7:
            return {f"键{n}": made(depth - 1) for n in range(chance.randrange(4))}
        return ["文\t字", -1, 2.5, True, None, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16")][kind]

    for _ in range(2_000):
        value = made(4)
        assert "".join(pieces(value)) == whole(value)


def test_an_iterator_is_a_list_whose_items_are_asked_for_one_by_one():
    asked = []

    def items():
        for number in range(3):
            asked.append(number)
            yield {"n": number}

    text = ""
    before = []
    for piece in pieces({"files": items(), "count": 3}):
        before.append((len(asked), '"n": 1' in text))
        text += piece
    assert text == whole({"files": [{"n": 0}, {"n": 1}, {"n": 2}], "count": 3})
    # The second was written before the third was made.
    assert (3, True) in before
    assert not any(made == 3 and not written for made, written in before)
    assert "".join(pieces({"files": iter(())})) == whole({"files": []})


def test_a_document_is_written_while_it_is_made(monkeypatch):
    made, written = 0, 0

    def items():
        nonlocal made
        for number in range(200):
            made += 10_000
            assert made - written < 100_000
            yield {"number": number, "text": "文" * 10_000}

    class Out(io.BytesIO):
        def write(self, data):
            nonlocal written
            written += len(data) // 3
            return super().write(data)

    out = Out()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out, flush=lambda: None))
    print_json({"files": items(), "last": True})
    found = json.loads(out.getvalue())
    assert ([one["number"] for one in found["files"]], found["last"]) == (list(range(200)), True)
