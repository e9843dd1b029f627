# Everything a person does with this checkout. `make` alone lists it.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
UV ?= uv
# -qq: only errors. The locks name everything, so pip has nothing to work out (older ones even fail at it).
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
# One process more than cores (tests/conftest.py); tests that share a Prefect server stay together in one.
PYTEST_ARGS ?= -n auto --dist loadgroup
DEMO_ARGS ?=
BENCH_ARGS ?=
# Other than the registry's own advisories: AUDIT_ARGS="-s osv"
AUDIT_ARGS ?=

.PHONY: help demo test newest lint format bench faults lock sbom audit clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

demo: .venv/.runtime ## watch one plan go down a province and come back up   DEMO_ARGS="--help"
	$(BIN)/dondoc demo $(DEMO_ARGS)

# The checks of the code keep one core busy and have little to say: they run beside the tests and are shown after
# them. Each process of the tests would compile our modules anew if somebody told Python to keep nothing.
test: .venv/.dev ## all checks: style, types, who imports whom, tests   PYTEST_ARGS="-k calendar"
	@said=$$(mktemp); trap 'kill $$lint 2>/dev/null; rm -f $$said' EXIT; \
	$(MAKE) --no-print-directory lint >$$said 2>&1 & lint=$$!; \
	echo '$(BIN)/pytest -m "not slow" $(PYTEST_ARGS)'; \
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest -m "not slow" $(PYTEST_ARGS); tests=$$?; \
	wait $$lint; checks=$$?; lint=; cat $$said; exit $$((tests ? tests : checks))

newest: .venv/.dev ## the newest of everything inside our bounds: install it apart, try what leans on it
	$(BIN)/python -m tests.newest

lint: .venv/.dev ## the checks that only read the code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: .venv/.dev ## let ruff tidy up
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.dev ## how long a real province takes   BENCH_ARGS="--help"
	$(BIN)/python -m bench $(BENCH_ARGS)

faults: .venv/.dev ## kill it, cut it off, lie to it; ends with the score as one line of JSON
	$(BIN)/python -m tests.faults $(PYTEST_ARGS)

lock: ## work out both locks anew (needs uv)
	$(COMPILE) --extra build --extra traces pyproject.toml -o requirements.txt
	$(COMPILE) --extra build --extra traces --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

sbom: .venv/.runtime ## the bill of materials of what is locked: dist/dondoc.cdx.json
	$(BIN)/python deploy/make_sbom.py

audit: .venv/.dev ## what is locked against the known holes; what may stay: deploy/known-holes.toml
	@$(BIN)/python deploy/audit_locks.py $(AUDIT_ARGS)

clean: ## remove what make and the tools have made
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# An address of an index in a lock would tie everybody to our network, so none is written.
COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --no-emit-package pip --custom-compile-command "make lock"

# The venv is made once. Each stamp is newer than what it was installed from, so nothing is installed twice.
.venv/.made:
	@for python in $${PYTHON:-python3 python3.13 python3.12 python3.11}; do \
	    if "$$python" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "$$python -m venv .venv" && "$$python" -m venv .venv && touch $@ && exit 0; \
	    fi; \
	done; \
	echo "dondoc needs Python 3.11 or newer with venv (Debian: apt install python3-venv); or: make PYTHON=/path/to/python" >&2; \
	exit 1

.venv/.runtime: requirements.txt pyproject.toml | .venv/.made
	$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements.txt
	$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.runtime
	$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements-dev.txt
	@touch $@
