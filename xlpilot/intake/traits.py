"""What a workbook holds beside its cells, told by the names of its parts alone."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xlpilot.intake.grid import Trait

_PARTS = (
    (Trait.MACROS, r"xl/vbaproject\.bin|xl/macrosheets/.+|basic/.+|scripts/.+|_vba_project_cur|macros"),
    (Trait.EMBEDDED, r"xl/embeddings/.+|xl/activex/.+|object \d+/content\.xml|mbd[0-9a-f]{8}"),
    (Trait.CELL_IMAGES, r"xl/cellimages\.xml"),
    (Trait.IMAGES, r"xl/media/.+|pictures/.+"),
    (Trait.COMMENTS, r"xl/comments\d*\.xml|xl/comments/.+|xl/threadedcomments/.+"),
    (Trait.EXTERNAL, r"xl/externallinks/[^/]+\.(?:xml|bin)"),
)
_TRAITS = [(trait, re.compile(pattern)) for trait, pattern in _PARTS]


def traits(names: Iterable[str]) -> frozenset[Trait]:
    """By the names of a package's parts, or of a compound file's streams."""
    small = [name.lower() for name in names]
    return frozenset(trait for trait, pattern in _TRAITS if any(map(pattern.fullmatch, small)))
