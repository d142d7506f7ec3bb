# prebrief: everything that is typed at a shell. Each target does all its own set-up; a second run of it is quick.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# A Python that an image or a proxy configured keeps its own pip settings: no index is named here.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup engine browser postgres demo problems thorough torch test lint types bench hostile sabotage faults fuzz lock clean

help: ## Show what there is
	@sed -n 's/^\([a-z]*\):[^#]*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

setup: $(READY) ## Make .venv with everything in requirements/dev.txt, and this package

$(READY): requirements/dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" sh requirements/setup.sh $(VENV)
	@touch $@

engine: $(READY) ## Get a Docker engine that answers, and the sandbox image (installs where it may; says so first)
	@$(BIN)/python -m runner.cli.main doctor --fix

browser: ## Get a browser for the tests of the report's pages (installs where it may; says so first)
	@sh requirements/browser.sh

postgres: ## Get PostgreSQL for the tests of workspaces (installs where it may; says so first)
	@sh requirements/postgres.sh

demo: $(READY) ## Grade example submissions of a few problems, in Docker where it can be had
	@if $(MAKE) --no-print-directory engine; then \
		$(BIN)/python -m runner.cli.main demo; \
	elif [ "$$CI" = true ]; then \
		echo 'make demo: no Docker engine, and CI=true: not going on without isolation' >&2; exit 1; \
	else \
		echo 'make demo: no Docker engine (see above); the shipped examples are trusted, so they run WITHOUT ISOLATION' >&2; \
		$(BIN)/python -m runner.cli.main demo --engine local; \
	fi

problems: $(READY) ## Verify all problems in an hour, with as many mutants as fit, and keep what was proven
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m runner.cli.main problem verify --mutants --within 58

thorough: $(READY) ## Test the proof itself on small problems, for minutes
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m pytest --thorough -m thorough

torch: $(READY) ## Prove what needs torch: its image is built first, which takes minutes
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m pytest --torch -m torch
	@$(BIN)/python -m runner.cli.main problem verify attention-torch

test: $(READY) ## Lint, types and all tests; with CI=true a missing engine is a failure
	@$(MAKE) --no-print-directory engine || [ "$$CI" != true ] || \
		{ echo 'make test: no Docker engine, and CI=true' >&2; exit 1; }
	@$(MAKE) --no-print-directory browser || [ "$$CI" != true ] || \
		{ echo 'make test: no browser, and CI=true' >&2; exit 1; }
	@$(MAKE) --no-print-directory postgres || [ "$$CI" != true ] || \
		{ echo 'make test: no PostgreSQL, and CI=true' >&2; exit 1; }
	@$(MAKE) --no-print-directory lint types
	@$(BIN)/python -m pytest -m 'not alone' --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
	@$(BIN)/python -m pytest -m alone

lint: $(READY) ## Check style
	@$(BIN)/ruff check .

types: $(READY) ## Check types
	@$(BIN)/mypy

bench: $(READY) ## Measure what a submission and a call cost; prints a table
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m tests.bench

hostile: $(READY) ## Grade every hostile submission, twenty to a box, and say what breaks a promise
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m tests.hostile

sabotage: $(READY) ## Switch off one defence at a time and show which hostile submissions then succeed
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m tests.hostile.sabotage

fuzz: $(READY) ## Fuzz every reader of untrusted bytes for a minute each; `.venv/bin/python -m tests.fuzz --help` has more
	@$(BIN)/python -m tests.fuzz

faults: $(READY) ## Kill everything at every step of a batch, fail every Docker call; see that nothing is lost (root)
	@$(MAKE) --no-print-directory engine
	@$(BIN)/python -m tests.faults

# Needs `uv`. Without yattag, which Cosmic Ray's reports would need: it comes as source alone, and nothing here is built.
# Resolved for every Python and system we support; hashes of all files, names of no index.
LOCK := uv pip compile --quiet --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links
ENVIRONMENTS := $(wildcard sandbox/docker/environments/*)

lock: ## Resolve the requirements again (needs uv)
	@$(LOCK) --universal --python-version 3.11 --extra dev --no-emit-package yattag pyproject.toml requirements/build.in --output-file requirements/dev.txt
	@for image in $(ENVIRONMENTS); do \
		$(LOCK) --universal --python-version 3.13 $$image/requirements.in --output-file $$image/requirements.lock; done
	@for file in requirements/dev.txt $(ENVIRONMENTS:=/requirements.lock); do \
		sed -i '1i # Made by `make lock`. Do not edit.' $$file; \
		! grep -nE '://|^-' $$file; done

clean: ## Remove what was made here: .venv, caches, results (images stay with the engine)
	rm -rf $(VENV) build dist results *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
