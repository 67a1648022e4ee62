"""What a Han character is: told one by one, as a pattern with this class takes milliseconds to be compiled."""

from __future__ import annotations

# [一-龥] would refuse real people whose names use rarer characters.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇"


class _Known(dict[str, bool]):
    """Whether a character is Han; those in use are remembered, which no file can make more than 28,000."""

    def __missing__(self, character: str) -> bool:
        if "\u3400" <= character <= "\u4dbf" or "\u4e00" <= character <= "\u9fff" or character == "〇":
            self[character] = True
            return True
        return "\uf900" <= character <= "\ufaff" or "\U00020000" <= character <= "\U000323af"


_is_han = _Known().__getitem__


def all_han(text: str) -> bool:
    """Whether there is nothing but Han in the text; true of an empty one."""
    return all(map(_is_han, text))
