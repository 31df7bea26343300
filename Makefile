# Needs Python 3.11, make and a PyPI registry; everything else is installed into .tools and .venv.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
UV_VERSION := 0.13.9
STACK := spotify-playlist-lake
FUZZ_RUNS := 200000
SIDE_BY_SIDE := --numprocesses 2 --dist worksteal
UV := UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=true .tools/bin/uv

.DEFAULT_GOAL := help
.PHONY: help setup run test test-slow e2e lint scan fuzz bench format clean \
	deploy destroy status logs named-queries lambda-zip lambda-lock

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

setup: .venv/.local ## install what the local run needs

run: .venv/.local ## make 14 days of playlists, load them, show first answers (lake: ./data)
	@.venv/bin/python -m local run

test: .venv/.test .venv-emulator/.emulator .venv-audit/.audit ## run the tests (a few minutes)
	.venv/bin/pytest -m "not slow and not e2e" $(SIDE_BY_SIDE)

test-slow: .venv/.test .venv-emulator/.emulator .venv-audit/.audit ## run the slow tests as well: many orders, many files, many crashes (half an hour)
	.venv/bin/pytest -m slow $(SIDE_BY_SIDE)

e2e: .venv/.test .venv-emulator/.emulator .venv-aws-jars/.aws-jars ## run the pipeline on an emulated AWS, as deployed, under its roles
	.venv/bin/pytest -m e2e tests/e2e

lint: .venv/.lint ## check style, types, SQL and templates
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	.venv/bin/sqlfluff lint --disable-progress-bar sql
	.venv/bin/cfn-lint cloudformation/*.yaml

scan: .venv-scan/.scan .venv-audit/.audit ## look for what templates, code, secrets and locked packages leave open
	XDG_CACHE_HOME=.cache .venv-scan/bin/checkov --directory cloudformation \
		--framework cloudformation --skip-download --compact --quiet
	.venv-audit/bin/bandit --quiet --recursive --configfile pyproject.toml \
		scripts benchmarks cli deploy extract_lambda glue_jobs local
	.venv-audit/bin/python scripts/secrets.py
	.venv-audit/bin/python scripts/dependencies.py

fuzz: .venv/.test .venv/.fuzz ## throw new damaged raw files at the decoder, also guided by its coverage (FUZZ_RUNS=200000)
	NEW_CASES=1 .venv/bin/pytest -m slow tests/fuzz/test_worker.py
	.venv/bin/python -m tests.fuzz.fuzz_decoder -runs=$(FUZZ_RUNS) -max_len=8192

bench: .venv/.benchmarks ## measure the job beside what others use (BENCH="--files 1000 --rounds 3")
	.venv/bin/python -m benchmarks compare $(BENCH)

format: .venv/.lint ## put the code into its format
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

deploy: .venv/.deploy ## deploy to AWS, or update: make deploy PLAYLISTS=id,id [ALARM_EMAIL=..] [STACK=..]
	@.venv/bin/python -m deploy up --stack $(STACK) $(OPTIONS) \
		$(if $(PLAYLISTS),--param "Playlists=$(PLAYLISTS)") \
		$(if $(ALARM_EMAIL),--param "AlarmEmail=$(ALARM_EMAIL)") \
		$(foreach p,$(PARAMS),--param $(p))

destroy: .venv/.deploy ## delete what was deployed; the data stay (OPTIONS=--delete-data: not)
	@.venv/bin/python -m deploy down --stack $(STACK) $(OPTIONS)

status: .venv/.deploy ## show how what was deployed is doing
	@.venv/bin/python -m deploy status --stack $(STACK) $(OPTIONS)

logs: .venv/.deploy ## show the newest log lines (OPTIONS="--since 1d --follow")
	@.venv/bin/python -m deploy logs --stack $(STACK) $(OPTIONS)

named-queries: .venv/.local ## put the queries of sql/ into the template that deploys them
	@.venv/bin/python -m deploy.render_named_queries

lambda-zip: .venv/.deploy ## build the Lambda's zip for arm64 and x86_64 (dist/)
	@.venv/bin/python -m deploy.artifacts.lambda_zip --platform arm64
	@.venv/bin/python -m deploy.artifacts.lambda_zip --platform x86_64

lambda-lock: .tools/bin/uv ## lock what the Lambda's zip carries, in the versions of uv.lock
	@$(UV) export --quiet --frozen --only-group extract --no-hashes --python $(PYTHON) \
		| $(UV) pip compile --quiet --upgrade --universal --python $(PYTHON) --python-version 3.13 \
			--generate-hashes --constraints - --custom-compile-command "make lambda-lock" \
			$(foreach p,boto3 botocore jmespath python-dateutil s3transfer six,--no-emit-package $(p)) \
			extract_lambda/requirements.in --output-file extract_lambda/requirements.txt

clean: ## remove everything that was installed or cached; your lake in ./data stays
	rm -rf .venv .venv-* .tools .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis

.tools/bin/uv: Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
		|| { echo "error: needs Python 3.11: install it, or say where it is: make PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

# Made once: asked for a Python by its path, `uv sync` would make it anew each time.
.venv/bin/python: | .tools/bin/uv
	@$(UV) venv --quiet --relocatable --python $(PYTHON) .venv

# A tool that pins versions of its own has an environment to itself.
.venv-scan/.scan .venv-audit/.audit .venv-emulator/.emulator .venv-aws-jars/.aws-jars: .venv-%: .tools/bin/uv pyproject.toml uv.lock
	@echo "installing what is needed for: $(patsubst .%,%,$(@F))"
	@UV_PROJECT_ENVIRONMENT=$(@D) $(UV) sync --frozen --quiet --python $(PYTHON) --only-group $(patsubst .%,%,$(@F))
	@touch $@

.venv/.local .venv/.deploy .venv/.test .venv/.lint .venv/.benchmarks .venv/.fuzz: .venv/.%: .tools/bin/uv pyproject.toml uv.lock | .venv/bin/python
	@echo "installing what is needed for: $*"
	@$(UV) sync --frozen --inexact --quiet --group $*
	@echo ../../../.. > .venv/lib/python3.11/site-packages/spotify_playlist_lake.pth
	@touch $@
