"""The one error that the command line turns into a single line for its user."""


class UserError(Exception):
    """A failure that the user can mend; its text says what happened, where, and the way out."""
