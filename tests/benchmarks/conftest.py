import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))
collect_ignore_glob = ["*"] if sys.platform == "win32" else []


@pytest.fixture(scope="session")
def round_of_24(tmp_path_factory):
    """A workspace with 24 units' returns."""
    import scale

    return scale.workspace_of(tmp_path_factory.mktemp("scale") / "ws", 24)
