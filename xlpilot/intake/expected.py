"""What a form asks, made ready for reading once a form: words of its header, questions, pairs of columns, examples."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from xlpilot.intake.as_typed import Taken, taken_as_typed
from xlpilot.intake.normalise import key
from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules import asked
from xlpilot.rules.base import Asked
from xlpilot.same import Same
from xlpilot.values import dataclass

# What a header says beside its title: how to fill it in.
_HINT = re.compile(
    r"[*★:]|\((必填项?|选填|可不填|盖章|公章|全称|[0-9]+位|.{0,3}[0-9]+字(以内|内)?|单选|多选|请?(从下拉(列表|框)?中?)?选择?|见?下拉.{0,4})\)"
)
_PHONES = ("手机号码", "手机号", "手机", "联系电话", "电话号码", "电话", "联系方式")


@dataclass(frozen=True, slots=True)
class Expected:
    """A form of a round as the reader meets it.

    Attributes:
        words: keys of header texts -> field name, aliases and usual variants included.
        initials: the first characters of those keys.
        questions: every field of the table that the clerk fills, as rules meet it.
        grouped: names of the fields with a closed list, which a heading above several rows may give.
        unit: name of the field that says whose row it is, which such a heading may give too; None where there is none.
        pairs: (person's field, telephone's field) of the same person, in the table.
        line_pairs: the same, of the line above the table.
        examples: field name -> key of the form's own example.
        ordinal: name of the field that only counts the rows; None where there is none.
        as_typed: field name -> tells of a text whether it is taken as it was typed; see as_typed.py.
    """

    round: Round
    form: Form
    words: Mapping[str, str]
    initials: frozenset[str]
    questions: Mapping[str, Asked]
    grouped: tuple[str, ...]
    unit: str | None
    pairs: tuple[tuple[str, str], ...]
    line_pairs: tuple[tuple[str, str], ...]
    examples: Mapping[str, str]
    ordinal: str | None
    as_typed: Mapping[str, Taken]


def expected(round_: Round, form: Form) -> Expected:
    """What the form asks; remembered."""
    return _expected(Same(round_), Same(form))


@lru_cache(maxsize=64)
def _expected(round_key: Same, form_key: Same) -> Expected:
    round_, form = round_key.it, form_key.it
    assert isinstance(round_, Round)
    assert isinstance(form, Form)
    questions = {field.name: asked(round_, field) for field in form.entries}
    unique = {name for names in form.unique_keys for name in names}
    named = (
        field.name
        for field in form.entries
        if field.constraints.required and field.name not in unique and _free(questions[field.name])
    )
    words = form_words(form)
    return Expected(
        round_,
        form,
        words,
        frozenset(word[0] for word in words if word),
        questions,
        tuple(name for name, question in questions.items() if question.options),
        next(named, None),
        tuple(_pairs(form.entries)),
        tuple(_pairs(form.line)),
        {field.name: key(field.example) for field in form.entries if field.example},
        next((field.name for field in form.fields if field.fill == "ordinal"), None),
        {name: taken_as_typed(question, round_) for name, question in questions.items()},
    )


def _free(question: Asked) -> bool:
    field = question.field
    return field.plain_text and not question.options


def _pairs(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    person: str | None = None
    for field in fields:
        if field.format == "person-name":
            person = field.name
        elif field.format in ("cn-mobile", "cn-phone") and person:
            yield person, field.name
            person = None


def form_words(form: Form) -> Mapping[str, str]:
    """Keys of header texts -> name of the table's field; remembered."""
    return _form_words(Same(form))


@lru_cache(maxsize=64)
def _form_words(form_key: Same) -> Mapping[str, str]:
    form = form_key.it
    assert isinstance(form, Form)
    words: dict[str, str] = {}
    for field in form.fields:
        for word in header_words(field):
            words.setdefault(word, field.name)
    for field in form.fields:
        for word in tuple(header_words(field)):
            for variant in _variants(field, word):
                words.setdefault(variant, field.name)
    return words


def _variants(field: Field, word: str) -> Iterator[str]:
    """How clerks head such a column too."""
    if field.format == "person-name":
        yield word + "姓名"
    elif field.format in ("cn-mobile", "cn-phone"):
        stem = next((word.removesuffix(end) for end in _PHONES if word.endswith(end)), "")
        if stem:
            yield from (stem + end for end in _PHONES)


def header_words(field: Field) -> set[str]:
    """Keys under which a field's header is recognised, as the round gives them."""
    return {header_key(word) for word in (field.title, *field.aliases)}


@lru_cache(maxsize=4096)
def header_key(text: str) -> str:
    """A header's text for comparing: no white space, no marks, no hint how to fill it in."""
    return _HINT.sub("", key(text))
