"""The button inside the workbook: VBA text -> vbaProject.bin -> an .xlsm beside the macro-free .xlsx."""
