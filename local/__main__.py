"""The entry point of ``lake`` and ``python -m local``."""

from cli.interrupt import exit_on_interrupt


def main() -> None:
    """Run the command line; the slow imports come after Ctrl-C is handled."""
    exit_on_interrupt("stopped; run it again to go on")
    from local.command_line import main as run  # noqa: PLC0415

    run()


if __name__ == "__main__":
    main()
