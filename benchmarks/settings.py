"""The site's own settings, and a counter of queries that only answers when a benchmark asks."""

from bizdept.settings import *  # noqa: F403

MIDDLEWARE = ["benchmarks.counting.Queries", *MIDDLEWARE]  # noqa: F405
