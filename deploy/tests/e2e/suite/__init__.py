"""The cases, a file a theme, in the order in which they run."""

from . import deploying, starting, queries, trouble, halting, side_by_side, bad_input, removing  # noqa: F401
