"""The entry point of ``lake`` and ``python -m local``."""

from cli.import_path import ignore_python_path
from cli.interrupt import exit_on_interrupt


def main() -> None:
    """Run the command line."""
    ignore_python_path()
    with exit_on_interrupt("stopped; run it again to go on"):
        from local.command_line import main as run  # noqa: PLC0415 - slow to import

        run()


if __name__ == "__main__":
    main()
