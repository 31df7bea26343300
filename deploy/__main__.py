"""The entry point of ``lake-deploy`` and ``python -m deploy``."""

from cli import commands
from cli.import_path import ignore_python_path
from cli.interrupt import exit_on_interrupt


def main() -> None:
    """Run the command line."""
    ignore_python_path()
    status = commands.lake_deploy("status")
    with exit_on_interrupt(f"stopped; AWS finishes what it has begun: `{status}` shows it"):
        from deploy.command_line import main as run  # noqa: PLC0415 - slow to import

        run()


if __name__ == "__main__":
    main()
