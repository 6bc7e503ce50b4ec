"""To whom a record is open, and why: one page for every kind of record."""
