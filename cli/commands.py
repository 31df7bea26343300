"""The project's commands as text to print: quoted, so that each can be pasted into a shell."""

import shlex


def lake(*arguments: str) -> str:
    """Return a ``lake`` command line.

    Examples
    --------
    >>> lake("extract", "https://open.spotify.com/playlist/a?si=b")
    ".venv/bin/lake extract 'https://open.spotify.com/playlist/a?si=b'"
    """
    return shlex.join([".venv/bin/lake", *arguments])


def lake_deploy(*arguments: str) -> str:
    """Return a ``lake-deploy`` command line.

    Examples
    --------
    >>> lake_deploy("status", "--stack", "my-lake")
    '.venv/bin/lake-deploy status --stack my-lake'
    """
    return shlex.join([".venv/bin/lake-deploy", *arguments])
