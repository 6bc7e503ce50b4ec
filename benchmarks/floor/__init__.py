"""The floor: a minimal Django project on the same settings; what no page of ours can cost less than."""
