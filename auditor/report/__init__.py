"""The report in every form that people and programs read; nothing is decided here."""
