"""The report: HTML pages that open without a network, made of the rows of named queries."""

from local.report.answers import Layout
from local.report.browser import has_screen, open_in_browser
from local.report.period import Window
from local.report.write import write_report

__all__ = ["Layout", "Window", "has_screen", "open_in_browser", "write_report"]
