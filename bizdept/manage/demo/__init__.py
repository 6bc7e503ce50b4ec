"""The demo company. Every person, company and contract in it is invented."""
