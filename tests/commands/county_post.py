"""What a county sends: the workbook issued to it, filled, and dropped into 收件/."""

from review.county import LINE, fill

from xlpilot.rounds.load import load_round


def county(workspace, code, rows, line=None):
    """The workbook issued to a unit, filled by the county."""
    (path,) = (workspace / "发放").glob(f"{code}-*/附件1-申报汇总表.xlsx")
    return fill(path.read_bytes(), rows, LINE if line is None else line, load_round(workspace))


def drop(workspace, name, data):
    path = workspace / "收件" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
