"""Our `dataclass` does what the standard library's does, for all that we use of it."""

import dataclasses
import pickle
import re
import sys
from pathlib import Path

import pytest

from xlpilot import values


def classes(module, **how):
    decorator = getattr(module, "quick_dataclass", module.dataclass)

    @decorator(**how)
    class Pair:
        """Two."""

        one: str
        two: int = 2
        more: list[int] = module.field(default_factory=list)
        mute: str = module.field(default="", repr=False, compare=False)

        @property
        def both(self):
            return f"{self.one}{self.two}"

    @decorator(**how)
    class Single:
        only: float

    return Pair, Single


@values.quick_dataclass(frozen=True, slots=True)
class Sent:
    """What is sent to a worker."""

    path: str
    sheets: tuple[str, ...] = ()


HOWS = [{"frozen": True, "slots": True}, {"frozen": True}, {"slots": True}, {}, {"eq": False, "slots": True}]


@pytest.mark.parametrize("how", HOWS, ids=str)
def test_it_is_made_compared_shown_and_replaced_as_the_standard_one(how):
    ours, theirs = (classes(module, **how) for module in (values, dataclasses))
    for our, their in zip(ours, theirs, strict=True):
        made = [(kind("a"), kind("a"), kind("b")) for kind in (our, their)]
        for one, same, other in made:
            assert one != other
            assert (one == same) is how.get("eq", True)
            assert one.__eq__(object()) is NotImplemented
            assert dataclasses.replace(other, **{dataclasses.fields(one)[0].name: "a"}).__class__ is one.__class__
        assert repr(made[0][0]) == repr(made[1][0])
        assert our.__match_args__ == their.__match_args__
        assert [f.name for f in dataclasses.fields(our)] == [f.name for f in dataclasses.fields(their)]
        assert hasattr(made[0][0], "__dict__") is hasattr(made[1][0], "__dict__")
        for wrong in ((), ("a", 1, [], "", 5)):
            for kind in (our, their):
                with pytest.raises(TypeError):
                    kind(*wrong)
    assert ours[0]("a").more is not ours[0]("a").more
    assert ours[0](two=1, one="a").both == "a1"


def test_a_frozen_one_is_not_changed_and_can_be_a_key():
    pair, single = classes(values, frozen=True, slots=True)
    one = pair("a", 1, (), "not compared")
    assert {one: 1}[pair("a", 1, ())] == 1
    assert hash(single(1.0)) == hash((1.0,))
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.one = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.one
    with pytest.raises(TypeError):
        hash(classes(values, slots=True)[1](1.0))


def test_a_frozen_one_with_slots_goes_to_a_worker_and_comes_back():
    sent = Sent("a", ("b",))
    assert pickle.loads(pickle.dumps(sent)) == sent


def test_every_value_type_of_the_package_is_made_by_it_and_from_3_13_on_by_the_standard_one():
    package = Path(values.__file__).parent
    others = [
        path.name for path in package.rglob("*.py")
        if path.name != "values.py" and re.search(r"from dataclasses import .*\bdataclass\b", path.read_text("utf-8"))
    ]  # fmt: skip
    assert others == []
    assert values.dataclass is (dataclasses.dataclass if sys.version_info >= (3, 13) else values.quick_dataclass)
