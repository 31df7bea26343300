"""Start the workflow at an event and run its job, which the emulator does not do.

The stack's own rule sends the events of raw files to a queue as well. For the first one a run of
the workflow is recorded, the job is run here, and then its run is recorded as succeeded.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from tests.e2e.event_tap import tap_rule
from tests.e2e.glue.deployed_lake import DeployedLake
from tests.e2e.glue.run_job import JobRun


@contextmanager
def workflow_stand_in(lake: DeployedLake) -> Iterator[list[JobRun]]:
    """Start the workflow at the first event; yield the runs of its job."""
    emulator, runs, stop = lake.emulator, list[JobRun](), Event()
    rule = lake.stack.resources["Transform/RawFileCreated"]
    tap = tap_rule(emulator, rule, "smoke-tap")

    def work() -> None:
        sqs, glue = emulator.client("sqs"), emulator.client("glue")
        while not stop.is_set():
            if "Messages" not in sqs.receive_message(QueueUrl=tap.url, WaitTimeSeconds=1):
                continue
            glue.start_workflow_run(Name=lake.stack.outputs["Workflow"])
            runs.append(lake.run("LoadJob"))
            if runs[-1].returncode == 0:
                glue.start_job_run(JobName=lake.stack.outputs["LoadJob"])
            return

    worker = Thread(target=work)
    worker.start()
    try:
        yield runs
    finally:
        stop.set()
        worker.join()
        emulator.client("events").remove_targets(Rule=rule, Ids=["tap"])
        emulator.client("sqs").delete_queue(QueueUrl=tap.url)
