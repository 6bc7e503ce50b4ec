"""The pages of the desk, the inbox, and what everybody has."""
