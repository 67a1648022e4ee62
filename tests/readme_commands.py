"""Run the commands of the README as a new user would type them; .ci/run calls this.

The README holds two fenced blocks marked `sh demo` and `sh test`; each is run as it stands, in a copy of the checkout.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]


def commands(readme: str) -> dict[str, str]:
    """Name of a block ('demo', 'test') -> its shell text."""
    return dict(re.findall(r"```sh (demo|test)\n(.*?)```", readme, flags=re.DOTALL))


def main() -> int:
    blocks = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    if set(blocks) != {"demo", "test"}:
        print(f"README.md must have one `sh demo` and one `sh test` block, has {sorted(blocks)}")
        return 1
    with tempfile.TemporaryDirectory(prefix="xlpilot-clean-") as folder:
        copy = Path(folder) / "xlpilot"
        shared = ROOT.parent / "shared"
        if shared.is_dir():
            # Some tests look for it beside the checkout.
            (Path(folder) / "shared").symlink_to(shared)
        tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
        for name in filter(None, tracked.decode().split("\0")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
        for name in ("demo", "test"):
            print(f"$ {blocks[name].strip()}", flush=True)
            done = subprocess.run(["bash", "-euo", "pipefail", "-c", blocks[name]], cwd=copy)
            if done.returncode:
                print(f"the README's {name} command ended with {done.returncode}")
                return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
