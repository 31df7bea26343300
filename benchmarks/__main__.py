"""``python -m benchmarks``."""

from benchmarks.command_line import main
from cli.interrupt import exit_on_interrupt

with exit_on_interrupt("stopped"):
    main()
