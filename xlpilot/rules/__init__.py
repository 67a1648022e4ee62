"""The catalogue: every rule, listed by hand, in the order of its code."""

from __future__ import annotations

import datetime as dt
import hashlib

from xlpilot.rounds.model import Field, Form, Round
from xlpilot.rules import (
    xp101_empty_file,
    xp102_damaged,
    xp103_not_a_workbook,
    xp104_password,
    xp105_disguised,
    xp106_too_large,
    xp107_package,
    xp108_unreadable,
    xp111_other_form,
    xp112_identity_missing,
    xp113_identity_forged,
    xp114_wrong_round,
    xp115_wrong_unit,
    xp116_unit_unknown,
    xp117_signature_unchecked,
    xp118_other_version,
    xp119_misnamed,
    xp120_holds_more,
    xp201_required_blank,
    xp202_length,
    xp203_phone_malformed,
    xp204_not_in_list,
    xp205_name_odd,
    xp206_error_value,
    xp207_formula_uncalculated,
    xp208_formula,
    xp209_date_malformed,
    xp210_not_whole_number,
    xp211_name_masked,
    xp212_landline,
    xp213_value_unreadable,
    xp214_cell_twice,
    xp215_date_unsure,
    xp216_date_coarse,
    xp217_garbled,
    xp218_phone_doubtful,
    xp219_symbol_ticks,
    xp220_book_title_marks,
    xp221_normalised,
    xp222_prefix_unlisted,
    xp230_ditto_nowhere,
    xp301_row_half_filled,
    xp305_filled_from_band,
    xp306_ditto,
    xp307_person_phone_split,
    xp308_person_phone_conflict,
    xp309_looks_like_sample,
    xp310_unit_of_another_county,
    xp311_unit_suffix_odd,
    xp401_column_missing,
    xp402_no_rows,
    xp403_duplicate_row,
    xp404_same_project,
    xp405_several_tables,
    xp406_row_not_read,
    xp407_hidden_row,
    xp408_self_check_damaged,
    xp409_gate_stale,
    xp410_merged_cells,
    xp411_dropdown_lost,
    xp412_text_format_lost,
    xp415_sample_row,
    xp416_total_mismatch,
    xp417_renumbered,
    xp418_rows_after_gap,
    xp419_same_table_twice,
    xp420_hidden_table,
    xp421_column_not_read,
    xp422_column_twice,
    xp423_band_unclear,
    xp424_formula_rows_empty,
    xp425_other_year_table,
    xp426_sheet_not_read,
    xp427_row_struck,
    xp430_shared_phone,
    xp431_locked_changed,
    xp701_late,
    xp702_superseded,
    xp703_time_unknown,
    xp704_late_replacement,
    xp705_two_lists,
    xp706_newer_broken,
    xp707_reported_on_odd,
    xp708_withdrawn,
    xp709_named_final,
    xp710_times_differ,
    xp711_project_dropped,
)
from xlpilot.rules.base import Asked, Rule, Scope
from xlpilot.rules.severity import weighed

RULES: tuple[Rule, ...] = (
    xp101_empty_file.RULE,
    xp102_damaged.RULE,
    xp103_not_a_workbook.RULE,
    xp104_password.RULE,
    xp105_disguised.RULE,
    xp106_too_large.RULE,
    xp107_package.RULE,
    xp108_unreadable.RULE,
    xp111_other_form.RULE,
    xp112_identity_missing.RULE,
    xp113_identity_forged.RULE,
    xp114_wrong_round.RULE,
    xp115_wrong_unit.RULE,
    xp116_unit_unknown.RULE,
    xp117_signature_unchecked.RULE,
    xp118_other_version.RULE,
    xp119_misnamed.RULE,
    xp120_holds_more.RULE,
    xp201_required_blank.RULE,
    xp202_length.RULE,
    xp203_phone_malformed.RULE,
    xp204_not_in_list.RULE,
    xp205_name_odd.RULE,
    xp206_error_value.RULE,
    xp207_formula_uncalculated.RULE,
    xp208_formula.RULE,
    xp209_date_malformed.RULE,
    xp210_not_whole_number.RULE,
    xp211_name_masked.RULE,
    xp212_landline.RULE,
    xp213_value_unreadable.RULE,
    xp214_cell_twice.RULE,
    xp215_date_unsure.RULE,
    xp216_date_coarse.RULE,
    xp217_garbled.RULE,
    xp218_phone_doubtful.RULE,
    xp219_symbol_ticks.RULE,
    xp220_book_title_marks.RULE,
    xp221_normalised.RULE,
    xp222_prefix_unlisted.RULE,
    xp230_ditto_nowhere.RULE,
    xp301_row_half_filled.RULE,
    xp305_filled_from_band.RULE,
    xp306_ditto.RULE,
    xp307_person_phone_split.RULE,
    xp308_person_phone_conflict.RULE,
    xp309_looks_like_sample.RULE,
    xp310_unit_of_another_county.RULE,
    xp311_unit_suffix_odd.RULE,
    xp401_column_missing.RULE,
    xp402_no_rows.RULE,
    xp403_duplicate_row.RULE,
    xp404_same_project.RULE,
    xp405_several_tables.RULE,
    xp406_row_not_read.RULE,
    xp407_hidden_row.RULE,
    xp408_self_check_damaged.RULE,
    xp409_gate_stale.RULE,
    xp410_merged_cells.RULE,
    xp411_dropdown_lost.RULE,
    xp412_text_format_lost.RULE,
    xp415_sample_row.RULE,
    xp416_total_mismatch.RULE,
    xp417_renumbered.RULE,
    xp418_rows_after_gap.RULE,
    xp419_same_table_twice.RULE,
    xp420_hidden_table.RULE,
    xp421_column_not_read.RULE,
    xp422_column_twice.RULE,
    xp423_band_unclear.RULE,
    xp424_formula_rows_empty.RULE,
    xp425_other_year_table.RULE,
    xp426_sheet_not_read.RULE,
    xp427_row_struck.RULE,
    xp430_shared_phone.RULE,
    xp431_locked_changed.RULE,
    xp701_late.RULE,
    xp702_superseded.RULE,
    xp703_time_unknown.RULE,
    xp704_late_replacement.RULE,
    xp705_two_lists.RULE,
    xp706_newer_broken.RULE,
    xp707_reported_on_odd.RULE,
    xp708_withdrawn.RULE,
    xp709_named_final.RULE,
    xp710_times_differ.RULE,
    xp711_project_dropped.RULE,
)

# No form of a round speaks of days more than a year after its deadline.
_AFTER_DEADLINE = dt.timedelta(days=366)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
# Tells two catalogues apart: any rule added, dropped, reworded or of another severity.
RULES_VERSION = hashlib.sha256(
    "\n".join(f"{r.code} {r.severity} {r.message} {r.fix} {r.doc}" for r in RULES).encode()
).hexdigest()[:8]


def asked(round_: Round, field: Field) -> Asked:
    """A field as rules meet it."""
    latest = round_.deadline.date() + _AFTER_DEADLINE if field.type == "date" else None
    return Asked(field, round_.options(field), latest, tuple(sorted(round_.severity.items())))


def cell_rules(question: Asked) -> tuple[Rule, ...]:
    """The rules that look at one cell of this field with pandas, as grave as the round takes them, in the order of
    their codes.
    """
    rules = (rule for rule in RULES if rule.holds and rule.applies and rule.applies(question))
    return tuple(filter(None, (weighed(rule, dict(question.weights)) for rule in rules)))


def row_rules(form: Form, round_: Round | None = None) -> tuple[Rule, ...]:
    """The rules that look at whole rows of a form; with a round, as grave as it takes them."""
    rules = (rule for rule in RULES if rule.row_holds is not None)
    set_ = round_.severity if round_ else {}
    return tuple(filter(None, (weighed(rule, set_) for rule in rules)))


__all__ = ["BY_CODE", "RULES", "RULES_VERSION", "Asked", "Rule", "Scope", "asked", "cell_rules", "row_rules"]
