"""Import rules of the whole project.

Read from the syntax trees: imports within functions and under ``TYPE_CHECKING`` count like any
other. The last tests give each rule a project that breaks it.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import pytest

from cli.project import PROJECT

# What each top-level package may import, in addition to itself and libraries.
ALLOWED: dict[str, set[str]] = {
    "extract_lambda": set(),
    "glue_jobs": set(),
    "deploy": {"cli"},
    "local": {"cli", "extract_lambda", "glue_jobs", "deploy"},
    "benchmarks": {"cli", "glue_jobs", "local"},
    "cli": set(),
    "scripts": set(),
}
# Within glue_jobs, from the top: each imports only from its own package and those further down.
GLUE_JOBS_LEVELS = [
    {"load_playlists", "maintain_tables"},  # the entry scripts
    {"batch"},
    {"iceberg"},
    {"tables"},
    {"raw_format", "raw_zone", "job"},
    {"digest"},
]
# The modules that may use the inside of PySpark's bridge to Java.
MAY_USE_JVM = ("glue_jobs.iceberg", "local.spark.java", "local.spark.session")
JVM_ATTRIBUTES = {"_gateway", "_jdf", "_jsc", "_jsparkSession", "_jvm"}
JVM_MODULES = {"py4j", "pyspark.java_gateway"}


@dataclass(frozen=True)
class Module:
    """What a module imports, by full names, and which attributes it uses."""

    imports: frozenset[str]
    attributes: frozenset[str]


Project = dict[str, Module]


def parse(sources: Mapping[str, str]) -> Project:
    """Parse a project given as source text by module name."""
    return {name: _parse(source, sources.keys()) for name, source in sources.items()}


def _parse(source: str, project: Iterable[str]) -> Module:
    imports: set[str] = set()
    attributes: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            imports.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            # `from package import module` imports the module, `from module import name` that one.
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            imports.update(name if name in project else str(node.module) for name in names)
        elif isinstance(node, ast.Attribute):
            attributes.add(node.attr)
    return Module(frozenset(imports), frozenset(attributes))


def read_project() -> Project:
    sources = {}
    for package in ALLOWED:
        for path in (PROJECT / package).rglob("*.py"):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            sources[name] = path.read_text(encoding="utf-8")
    return parse(sources)


def is_within(module: str, packages: Iterable[str]) -> bool:
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


def forbidden_imports(project: Project) -> Iterator[str]:
    """Imports from one top-level package into another that may not."""
    for name, module in project.items():
        package = name.partition(".")[0]
        for imported in module.imports:
            other = imported.partition(".")[0]
            if other in {*ALLOWED, "tests"} - ALLOWED[package] - {package}:
                yield f"{name} imports {imported}"


def upward_imports(project: Project) -> Iterator[str]:
    """Imports within glue_jobs that do not go down."""
    level_of = {
        package: level for level, packages in enumerate(GLUE_JOBS_LEVELS) for package in packages
    }
    for name, module in project.items():
        if not name.startswith("glue_jobs."):
            continue
        package = name.split(".")[1]
        if package not in level_of:
            yield f"{name} has no level"
            continue
        for imported in module.imports:
            other = imported.removeprefix("glue_jobs.").partition(".")[0]
            if not imported.startswith("glue_jobs.") or other == package:
                continue
            if level_of.get(other, 0) <= level_of[package]:
                yield f"{name} imports {imported}"


def circle(project: Project) -> list[str] | None:
    """Return modules that import each other in a circle, if any do."""
    graph = {name: module.imports & project.keys() for name, module in project.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return None


def jvm_use(project: Project) -> Iterator[str]:
    """Use of py4j or of PySpark's private bridge to Java where it may not be."""
    for name, module in project.items():
        if is_within(name, MAY_USE_JVM):
            continue
        yield from (f"{name} uses {one}" for one in sorted(module.attributes & JVM_ATTRIBUTES))
        yield from (
            f"{name} imports {one}" for one in module.imports if is_within(one, JVM_MODULES)
        )


@pytest.fixture(scope="module")
def project() -> Project:
    return read_project()


def test_top_level_packages_import_only_those_they_may(project: Project) -> None:
    assert list(forbidden_imports(project)) == []


def test_imports_within_glue_jobs_go_down(project: Project) -> None:
    assert list(upward_imports(project)) == []


def test_no_modules_import_each_other_in_a_circle(project: Project) -> None:
    assert circle(project) is None


def test_jvm_internals_are_used_only_where_allowed(project: Project) -> None:
    assert list(jvm_use(project)) == []


def test_cloudformation_holds_only_templates() -> None:
    files = [path for path in (PROJECT / "cloudformation").rglob("*") if path.is_file()]

    assert files
    assert {path.suffix for path in files} == {".yaml"}


def test_every_package_has_its_rule() -> None:
    packages = {path.parent.name for path in PROJECT.glob("*/__init__.py")}

    assert packages - {"tests"} <= ALLOWED.keys()


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        ("glue_jobs.job.log", "import deploy.aws", "glue_jobs.job.log imports deploy.aws"),
        ("deploy.aws", "from glue_jobs import tables", "deploy.aws imports glue_jobs"),
        ("deploy.aws", "from local.lake import Lake", "deploy.aws imports local.lake"),
        ("cli.main", "def main():\n    import local.run", "cli.main imports local.run"),
        ("local.run", "from tests.lake import a", "local.run imports tests.lake"),
    ],
)
def test_a_forbidden_import_is_found(name: str, source: str, found: str) -> None:
    assert list(forbidden_imports(parse({name: source}))) == [found]


@pytest.mark.parametrize(
    ("name", "source", "found"),
    [
        (
            "glue_jobs.tables.song",
            "def f():\n    from glue_jobs.iceberg.merge import merge",
            "glue_jobs.tables.song imports glue_jobs.iceberg.merge",
        ),
        (
            "glue_jobs.raw_zone.s3",
            "from glue_jobs.job.json_log import log_event",
            "glue_jobs.raw_zone.s3 imports glue_jobs.job.json_log",
        ),
        (
            "glue_jobs.batch.read",
            "from glue_jobs import load_playlists",
            "glue_jobs.batch.read imports glue_jobs.load_playlists",
        ),
        ("glue_jobs.helpers", "", "glue_jobs.helpers has no level"),
    ],
)
def test_an_upward_import_is_found(name: str, source: str, found: str) -> None:
    assert list(upward_imports(parse({"glue_jobs.load_playlists": "", name: source}))) == [found]


def test_a_circle_is_found() -> None:
    sources = {
        "a": "from b import x",
        "b": "if TYPE_CHECKING:\n    import c",
        "c": "def f():\n    from a import y",
        "d": "import a",
    }

    assert set(circle(parse(sources)) or []) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "source", ["spark._jvm", "from py4j.protocol import Py4JError", "import pyspark.java_gateway"]
)
def test_use_of_jvm_internals_is_found(source: str) -> None:
    assert len(list(jvm_use(parse({"glue_jobs.batch.read": source})))) == 1
    assert list(jvm_use(parse({"glue_jobs.iceberg.catalog": source}))) == []
