"""Run the decoder and a worker's row extraction under the coverage-guided fuzzer.

``python -m tests.fuzz.fuzz_decoder -runs=200000 -max_len=8192`` takes libFuzzer's options. It
starts from good raw files. An input that crashes the decoder, or whose counts differ from those of
plain ``json``, ends the run and is kept in the folder that the first line names.

The parser is compiled and gives no coverage; the comparison with plain ``json`` gives it, and leads
the fuzzer from one kind of file to the next.
"""

import json
import sys
import tempfile
from pathlib import Path
from random import Random

import atheris

with atheris.instrument_imports(include=["glue_jobs", "tests.fuzz.expected"]):
    from tests.fuzz.expected import expected  # noqa: F401 - instrumented here, used by check
    from tests.fuzz.worker import check

from tests.fuzz.mutations import TOKENS, mutate_json, write
from tests.fuzz.seeds import make_lines

SEEDS = 100


def write_seeds(folder: Path) -> None:
    folder.mkdir()
    for seed in range(SEEDS):
        random = Random(seed)
        (folder / f"seed-{seed}").write_bytes(write(make_lines(random), random))


def write_dictionary(file: Path) -> None:
    """Write libFuzzer's dictionary of texts to insert."""
    entries = ("".join(f"\\x{byte:02x}" for byte in token) for token in TOKENS)
    file.write_text("".join(f'"{entry}"\n' for entry in entries))


def mutate(body: bytes, max_size: int, seed: int) -> bytes:
    """Damage the JSON in half of the cases if it parses; else let libFuzzer damage the bytes."""
    random = Random(seed)
    if random.randrange(2):
        try:
            lines = [json.loads(line) for line in body.split(b"\n") if line.strip()]
            damaged = write(mutate_json(lines, random), random)
        except (ValueError, RecursionError):
            pass
        else:
            if len(damaged) <= max_size:
                return damaged
    return bytes(atheris.Mutate(body, len(body)))


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="fuzz-decoder-"))
    print(f"seeds, and what is found: {folder}", flush=True)  # noqa: T201
    write_seeds(folder / "corpus")
    write_dictionary(folder / "dictionary")

    def test_one_input(body: bytes) -> None:
        check(folder, body)

    arguments = [
        sys.argv[0],
        f"-artifact_prefix={folder}/",
        f"-dict={folder / 'dictionary'}",
        *sys.argv[1:],
        str(folder / "corpus"),
    ]
    atheris.Setup(arguments, test_one_input, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
