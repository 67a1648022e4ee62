"""Write the blank forms of every round beside its round.toml, so that people can look at them: 空白表/.

python workbook_templates/build.py writes them; a test compares them with what the program makes now. Each is made for
the first unit that the form is for, with a key that is no secret: no office takes such a form as its own.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from xlpilot.form.issue import issue
from xlpilot.rounds.load import load_round

HERE = Path(__file__).resolve().parent
KEY, PASSWORD = b"blank forms to look at, no secret", "blank"
FOLDER = "空白表"


def blanks(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Where each blank form of a round belongs, and its bytes."""
    round_ = load_round(folder)
    for form in round_.issued_forms.values():
        unit = round_.reporters(form)[0]
        ((_, data),) = issue(round_, form, [unit], round_.definition, KEY, PASSWORD, {})
        yield folder / FOLDER / form.file, data


def main() -> int:
    """Write all of them."""
    for source in sorted(HERE.glob("*/round.toml")):
        for path, data in blanks(source.parent):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            print(path.relative_to(HERE))
    return 0


if __name__ == "__main__":
    sys.exit(main())
