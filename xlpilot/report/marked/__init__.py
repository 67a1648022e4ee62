"""The marked copy: the county's own workbook with its faults coloured, noted and listed, to be mended and sent back.

A mark is a real fill with a dashed border and a note. Conditional formatting was the other choice. Measured, both
survive LibreOffice 7.4 (saved as xlsx, xls and ods, and from those as xlsx again) and Gnumeric 1.12 (which drops the
dashed border only). A conditional format leaves the cells' own looks alone and so is easily taken back; but previews on
telephones do not show it, a sort leaves it behind where a fill goes with its row, and it would compete with the form's
own live colours. So fills it is. What they cover is kept in hidden columns of 问题清单, for the next round to restore;
a fill of ours is known by its odd colour, also where a sort or a paste has carried it.

`marks` and `wording` need no openpyxl; `copy` is the door to the rest.
"""
