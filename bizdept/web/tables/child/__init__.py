"""The process that opens files nobody trusts: `__main__.py` is run by its path and imports nothing of the site.

Its modules import one another relatively: they load there as a package of their own, and here for their limits.
"""
