"""The sheet goes out: from a round to locked, signed workbooks."""
