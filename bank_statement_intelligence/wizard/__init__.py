from . import (
    bank_close_wizard,
    bank_cutover_wizard,
    bank_decision_export,
    bank_difference_wizard,
    bank_ignore_wizard,
    bank_import_wizard,
    bank_mapping_wizard,
    bank_match_wizard,
    bank_opening_wizard,
    bank_rule_wizard,
    bank_setup_guide,
    bank_tolerance_wizard,
)
