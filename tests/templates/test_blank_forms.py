"""The blank forms that lie beside each round.toml are what the program makes now."""

import importlib.util
import io
import zipfile

import pytest
from review.county import ROOT

SCRIPT = ROOT / "workbook_templates" / "build.py"
ROUNDS = sorted(path.parent for path in (ROOT / "workbook_templates").glob("*/round.toml"))


def script():
    spec = importlib.util.spec_from_file_location("blank_forms", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def parts(data):
    """What is in a package: compressed bytes differ from one zlib to another."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("folder", ROUNDS, ids=lambda folder: folder.name)
def test_blank_forms_are_fresh(folder):
    made = dict(script().blanks(folder))
    assert made
    stale = [path.name for path, data in made.items() if not path.is_file() or parts(path.read_bytes()) != parts(data)]
    assert not stale, "run python workbook_templates/build.py"
    assert set((folder / "空白表").iterdir()) == set(made)
