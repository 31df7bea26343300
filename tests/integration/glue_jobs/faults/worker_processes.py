"""Spark's Python workers, as the machine's processes."""

from pathlib import Path


def python_workers(java_group: int) -> list[int]:
    """Return the workers' process ids, given the process group that Spark's Java is in.

    Java starts a daemon, which leads a group of its own, and forks a worker a task.
    """
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, _, fields = stat.read_text().rpartition(") ")
        except OSError:  # it has just ended
            continue
        _, parent, group, *_ = fields.split()
        parents[int(stat.parent.name)] = (int(parent), int(group))
    of_java = {process for process, (_, group) in parents.items() if group == java_group}
    daemons = {p for p, (parent, group) in parents.items() if parent in of_java and group == p}
    return [p for p, (parent, _) in parents.items() if parent in daemons]
