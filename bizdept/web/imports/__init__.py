"""Importing lists of any kind of record: read, match the columns, check, write. Knows no chapter's words."""
