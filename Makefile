# Luodi. Needs make and Python 3.11 or newer with venv; everything else is brought by the locks.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV_PYTHON := .venv/bin/python
ARGS ?=


.DEFAULT_GOAL := help
.PHONY: help run test check format db assets shots bench sbom lock clean python

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 18

run: python ## set up everything and serve on http://127.0.0.1:8000 (PORT, HOST, LUODI_SAMPLE=0 starts empty)
	@$(PYTHON) -m tools.launch run

test: python ## the whole test suite on SQLite and PostgreSQL, with browser journeys (ARGS="-k word" narrows)
	@$(PYTHON) -m tools.launch assets --dev
	@$(VENV_PYTHON) -m pytest -n auto --maxprocesses=4 --dist loadgroup $(ARGS)

check: python ## format, lint, types, floors, templates, translations
	@$(PYTHON) -m tools.launch setup --dev
	@$(VENV_PYTHON) -m tools.check

format: python ## let ruff format and mend what it can
	@$(PYTHON) -m tools.launch setup --dev
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

db: python ## bring the database to the newest migration
	@$(PYTHON) -m tools.launch db

assets: python ## build the front end
	@$(PYTHON) -m tools.launch assets

shots: python ## pictures of the main pages, both languages, wide and narrow, into var/shots
	@$(PYTHON) -m tools.launch assets --dev
	@$(VENV_PYTHON) -m tools.shots $(ARGS)

bench: python ## speed beside the floor and beside bare, both databases
	@$(PYTHON) -m tools.launch assets --dev
	@$(VENV_PYTHON) -m bench $(ARGS)

sbom: python ## list everything that runs in an installation (CycloneDX), into var/sbom.cdx.json
	@$(PYTHON) -m tools.launch assets --dev
	@$(VENV_PYTHON) -m tools.sbom

lock: python ## compile the hashed locks anew from requirements*.in
	@$(PYTHON) -m tools.launch setup
	@for name in requirements requirements-dev requirements-build requirements-bootstrap; do \
		.venv/bin/uv --system-certs pip compile --quiet --generate-hashes --no-header --no-emit-index-url \
			--universal --python-version 3.11 $(ARGS) $$name.in -o $$name.txt || exit 1; done

clean: ## remove everything made by make, except the data in var
	rm -rf .venv node_modules app/static/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find app -name '*.mo' -delete
	rm -rf app/kernel/readings.* app/kernel/compiled
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Luodi needs Python 3.11 or newer: install it, or say where it is: make run PYTHON=/path/to/python3.11" >&2; \
		echo "落地需要 Python 3.11 或更高版本：请先安装，或指明位置：make run PYTHON=/path/to/python3.11" >&2; exit 1; }
