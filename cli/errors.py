"""The errors of the command lines.

::

    Exception
    └── UserError                the user can act on it; shown as one line, exit code 1
        ├── NotJsonError         local.import_raw: a file that is not JSON
        └── TablesDifferError    benchmarks: tables that are not those of the load job

The Lambda's are in ``extract_lambda/errors.py``. A Glue job ends with `LoadError`,
`MaintenanceError` or `JobArgumentError`; what its packages raise to each other is `RawZoneError`,
`NotAFileError`, `UnreadableRawFileError` and `ConflictError`.
"""


class UserError(Exception):
    """A failure that the user can act on; its text says what happened, to what, and the way out."""
