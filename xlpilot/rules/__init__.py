"""The catalogue: every rule, listed by hand, in the order of its code."""

from __future__ import annotations

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
    xp201_required_blank,
    xp202_length,
    xp203_phone_malformed,
    xp204_not_in_list,
    xp205_name_odd,
    xp206_error_value,
    xp207_formula_uncalculated,
    xp208_formula,
    xp209_date_malformed,
    xp212_landline,
    xp213_value_unreadable,
    xp214_cell_twice,
    xp221_normalised,
    xp301_row_half_filled,
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
    xp201_required_blank.RULE,
    xp202_length.RULE,
    xp203_phone_malformed.RULE,
    xp204_not_in_list.RULE,
    xp205_name_odd.RULE,
    xp206_error_value.RULE,
    xp207_formula_uncalculated.RULE,
    xp208_formula.RULE,
    xp209_date_malformed.RULE,
    xp212_landline.RULE,
    xp213_value_unreadable.RULE,
    xp214_cell_twice.RULE,
    xp221_normalised.RULE,
    xp301_row_half_filled.RULE,
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

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}


def asked(round_: Round, field: Field) -> Asked:
    """A field as rules meet it."""
    return Asked(field, round_.options(field))


def cell_rules(question: Asked) -> tuple[Rule, ...]:
    """The rules that look at one cell of this field with pandas, in the order of their codes."""
    return tuple(rule for rule in RULES if rule.holds and rule.applies and rule.applies(question))


def row_rules(form: Form) -> tuple[Rule, ...]:
    """The rules that look at whole rows of a form."""
    return tuple(rule for rule in RULES if rule.row_holds is not None)


__all__ = ["BY_CODE", "RULES", "Asked", "Rule", "Scope", "asked", "cell_rules", "row_rules"]
