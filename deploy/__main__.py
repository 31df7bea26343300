"""``python -m deploy``."""

from deploy.command_line import main

main()
