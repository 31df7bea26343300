"""The errors of the command lines.

::

    Exception
    └── UserError    the user can act on it; shown as one line, exit code 1
"""


class UserError(Exception):
    """A failure that the user can act on; its text says what happened, to what, and the way out."""
