# Needs Python 3.11, make and access to PyPI. Everything is installed into this folder:
#
#   .tools          uv, which installs the others
#   .venv           this project: `lake`, `lake-deploy`, and the tools for tests and linting
#   .venv-scan      checkov    (pins another version of boto3)
#   .venv-emulator  ministack  (pins another version of boto3)
#   .venv-glue      only what Glue has; made by the tests of `make e2e`
#
# A target installs the dependency groups of pyproject.toml that it needs, in the versions of uv.lock.
# An empty file such as .venv/.test marks a group as installed.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
STACK := spotify-playlist-lake
FUZZ_RUNS := 200000

UV_VERSION := 0.13.9
UV_INSTALLED := .tools/.uv-$(UV_VERSION)
UV := UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true .tools/bin/uv
PYTEST_PARALLEL := --numprocesses 2 --dist worksteal
# uv shows its progress on a terminal only.
PROGRESS = $$([ -t 2 ] || echo --quiet)
# After a command whose own error message is enough: end make without its "*** Error 1".
OR_QUIT = || kill -PIPE $$PPID

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow e2e lint format scan fuzz bench \
	deploy smoke status logs destroy lambda-zip lambda-lock clean

help: ## show this list
	@awk 'BEGIN { FS = ":.*## " } \
		/^##@ / { printf "\n%s\n", substr($$0, 5) } \
		/^[a-z0-9-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##@ Setup

setup: .venv/.local ## install the command lake (about 1 GB)
	@.venv/bin/lake --version && echo "next: make run, or .venv/bin/lake --help"

clean: ## remove everything that was installed or cached; lakes stay
	rm -rf .venv .venv-* .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

##@ This machine

run: .venv/.local ## make 14 days of playlists, load them, show answers and a report (lake: ./data)
	@.venv/bin/lake run $(OPTIONS) $(OR_QUIT)

bench: .venv/.benchmarks ## measure the load job and its baselines (BENCH="--files 1000 --rounds 3")
	@.venv/bin/python -m benchmarks compare $(BENCH) $(OR_QUIT)

##@ AWS

deploy: .venv/.deploy ## deploy or update (PLAYLISTS=id,id ALARM_EMAIL=.. PARAMS="Name=value .." STACK=.. OPTIONS=..)
	@.venv/bin/lake-deploy deploy --stack $(STACK) $(OPTIONS) \
		$(if $(PLAYLISTS),--param "Playlists=$(PLAYLISTS)") \
		$(if $(ALARM_EMAIL),--param "AlarmEmail=$(ALARM_EMAIL)") \
		$(foreach p,$(PARAMS),--param $(p)) $(OR_QUIT)

smoke: .venv/.deploy ## prove that the deployed lake works (20 minutes; OPTIONS=--start-job: 5)
	@.venv/bin/lake-deploy smoke --stack $(STACK) $(OPTIONS) $(OR_QUIT)

status: .venv/.deploy ## show the state of the deployed lake
	@.venv/bin/lake-deploy status --stack $(STACK) $(OPTIONS) $(OR_QUIT)

logs: .venv/.deploy ## show the newest log lines (OPTIONS="--since 1d --follow")
	@.venv/bin/lake-deploy logs --stack $(STACK) $(OPTIONS) $(OR_QUIT)

destroy: .venv/.deploy ## delete the stack, keep the data (OPTIONS=--delete-data: delete these, too)
	@.venv/bin/lake-deploy destroy --stack $(STACK) $(OPTIONS) $(OR_QUIT)

##@ Tests and checks

test: .venv/.test .venv-emulator/.emulator ## run the tests (ten minutes)
	.venv/bin/pytest -m "not slow and not e2e" $(PYTEST_PARALLEL)

test-slow: .venv/.test .venv-emulator/.emulator ## run the slow tests: many files, many crashes, full disks (half an hour)
	.venv/bin/pytest -m slow $(PYTEST_PARALLEL)

e2e: .venv/.e2e .venv-emulator/.emulator ## run the deployed pipeline on an emulated AWS with enforced permissions
	.venv/bin/pytest -m e2e tests/e2e

lint: .venv/.lint ## check style, types, SQL, templates and workflows
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/sqlfluff lint --disable-progress-bar sql
	.venv/bin/lake-deploy templates .cache/templates
	.venv/bin/cfn-lint .cache/templates/*.yaml
	.venv/bin/actionlint .github/workflows/*.yml

format: .venv/.lint ## format the code
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

scan: .venv-scan/.scan .venv/.audit ## check templates, code, secrets and locked packages for security problems
	XDG_CACHE_HOME=.cache .venv-scan/bin/checkov --directory cloudformation \
		--framework cloudformation --skip-download --compact --quiet
	.venv/bin/bandit --quiet --recursive --configfile pyproject.toml \
		scripts benchmarks cli deploy extract_lambda glue_jobs local
	.venv/bin/python scripts/secrets.py
	.venv/bin/python scripts/dependencies.py

fuzz: .venv/.fuzz ## load new damaged raw files, also guided by the decoder's coverage (FUZZ_RUNS=200000)
	NEW_CASES=1 .venv/bin/pytest -m slow tests/fuzz/test_worker.py
	.venv/bin/python -m tests.fuzz.fuzz_decoder -runs=$(FUZZ_RUNS) -max_len=8192

##@ What is deployed

lambda-zip: .venv/.deploy ## build the Lambda's zip for arm64 and x86_64 (dist/)
	@.venv/bin/lake-deploy lambda-zip --platform arm64
	@.venv/bin/lake-deploy lambda-zip --platform x86_64

lambda-lock: $(UV_INSTALLED) ## lock the packages of the Lambda's zip, in the versions of uv.lock
	@$(UV) export --quiet --frozen --only-group extract --no-hashes --python $(PYTHON) \
		| $(UV) pip compile --quiet --upgrade --universal --python $(PYTHON) --python-version 3.13 \
			--generate-hashes --constraints - --custom-compile-command "make lambda-lock" \
			$(foreach p,boto3 botocore jmespath python-dateutil s3transfer six,--no-emit-package $(p)) \
			extract_lambda/requirements.in --output-file extract_lambda/requirements.txt

# Installation.

about.local := lake: Spark, Java, Iceberg, DuckDB (downloads up to 600 MB, takes 1 GB)
about.deploy := lake-deploy (downloads 20 MB)
about.benchmarks := lake and the benchmarks (downloads up to 650 MB, takes 1.2 GB)
about.test := lake, lake-deploy and the test tools (downloads up to 750 MB, takes 1.4 GB)
about.lint := lake, lake-deploy, test tools and linters (downloads up to 800 MB, takes 1.6 GB)
about.audit := bandit, detect-secrets and pip-audit (downloads 10 MB)
about.e2e := the test tools and the AWS SDK for Java (downloads up to 1 GB, takes 1.8 GB)
about.fuzz := the test tools and the fuzzer (downloads up to 750 MB, takes 1.4 GB)
about.scan := checkov (downloads 50 MB)
about.emulator := ministack, the emulator of AWS (downloads 20 MB)

$(UV_INSTALLED):
	@$(if $(shell $(PYTHON) -c 'import sys; print(sys.version_info[:2] == (3, 11) or "")'),, \
		$(error Python 3.11 is needed: install it, or pass its path: make PYTHON=/path/to/python3.11))
	@echo "installing uv into .tools"
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# Made before any group: `uv sync --python` would make it again whenever PYTHON is written differently.
# Relocatable, so that the project can be moved or renamed.
.venv/bin/python: | $(UV_INSTALLED)
	@$(UV) venv --quiet --relocatable --python $(PYTHON) .venv

.venv/.local .venv/.deploy .venv/.benchmarks .venv/.test .venv/.lint .venv/.audit .venv/.e2e .venv/.fuzz: \
		.venv/.%: $(UV_INSTALLED) pyproject.toml uv.lock | .venv/bin/python
	@echo "installing into .venv: $(about.$*)"
	@$(UV) sync --frozen --inexact $(PROGRESS) --group $*
	@echo ../../../.. > .venv/lib/python3.11/site-packages/spotify_playlist_lake.pth
	@touch $@

.venv-scan/.scan .venv-emulator/.emulator: .venv-%: $(UV_INSTALLED) pyproject.toml uv.lock
	@echo "installing into $(@D): $(about.$(*D))"
	@UV_PROJECT_ENVIRONMENT=$(@D) $(UV) sync --frozen $(PROGRESS) --python $(PYTHON) --only-group $(*D)
	@touch $@
