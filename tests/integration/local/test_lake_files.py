"""Files in a lake's folder."""

from local.lake import Lake
from tests.conftest import Load
from tests.integration.glue_jobs.test_bad_files import GOOD


def test_no_checksum_files(lake: Lake, load: Load) -> None:
    load(lake, {"p/1.jsonl": GOOD})
    files = [path.name for path in lake.warehouse.rglob("*") if path.is_file()]
    assert {name for name in files if name.endswith(".parquet")}
    assert not [name for name in files if name.startswith(".")]
