"""Words that an issued sheet shows about itself; the office reads them back from what is returned."""

from __future__ import annotations

SELF_CHECK_TITLE = "自检"
GATE_EMPTY = "尚未填写"
GATE_READY = "可以报送"
# Followed by the number of faults: 还有 3 处待改.
GATE_TODO = "还有"
# Said behind the number where something stands that no formula looks at, or where the program cannot calculate them.
GATE_UNCHECKED = "有的内容没有自检"
