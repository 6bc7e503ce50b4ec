"""Backup and restore: one archive of every table and every file, proved by hashes. docs/operations.md says how."""
