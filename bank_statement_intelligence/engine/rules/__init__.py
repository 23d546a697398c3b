"""Decisions of rules: conditions, groups, application, mining."""
