"""The marked copy: the county's own workbook with its faults coloured, noted and listed, to be mended and sent back.

A mark is a real fill with a dashed border and a note. Conditional formatting was the other choice: it leaves the
cells' own looks alone and so is easily taken back, but telephones and web previews do not show it, a sort leaves it
behind where a fill moves with its row, and a program may drop it (measured: see tests/marked). What a fill covers is
kept in hidden columns of 问题清单, so that the next round takes it back; fills are also known by their colours.

`marks` and `wording` need no openpyxl; `copy` is the door to the rest.
"""
