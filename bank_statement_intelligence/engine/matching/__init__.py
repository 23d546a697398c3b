"""Decisions about what a bank line settles."""
