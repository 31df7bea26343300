"""The entry point of ``lake-deploy`` and ``python -m deploy``."""

from cli import commands
from cli.interrupt import exit_on_interrupt


def main() -> None:
    """Run the command line; the slow imports come after Ctrl-C is handled."""
    status = commands.lake_deploy("status")
    exit_on_interrupt(f"stopped; AWS finishes what it has begun: `{status}` shows it")
    from deploy.command_line import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
