"""The HTML report: one file that opens without a network, fed by the named queries alone."""

from local.report.write import write_report

__all__ = ["write_report"]
