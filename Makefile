SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi

.DEFAULT_GOAL := help

.venv/bin/python:
	@test -n "$(PYTHON)" && $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Python 3.11 or newer is needed; if it has another name: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv; echo "python3-venv is missing; install it: sudo apt-get install python3-venv"; exit 1; }

.venv/runtime-%: requirements.txt | .venv/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/dev-%: requirements-dev.txt .venv/runtime-ok | .venv/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

install: .venv/runtime-ok ## Make .venv and install the pinned packages

run: install ## Start the shop with demo data on http://127.0.0.1:8000
	@exec $(FLASK) serve

dev: .venv/dev-ok

test: dev ## All tests, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -m "not soak" -n auto --dist loadfile --no-loadscope-reorder

test-both: dev ## The same, with every test on both databases
	@$(BIN)/python -m pytest -m "not soak" --both -n auto --dist loadfile --no-loadscope-reorder

soak: dev ## The long races with the full figures
	@$(BIN)/python -m pytest -m soak --both

bench: install ## Run the shop beside a bare reference; BENCH="--products 1000 50000 --save"
	@$(BIN)/python -m scripts.bench $(BENCH)

look: dev ## What the pages cost a slow phone: time to see, jumps, bytes
	@$(BIN)/python -m scripts.look

check: dev ## Lint, format, types, dependencies, templates, migrations in step with the models
	@mkdir -p .cache
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/deptry . >.cache/deptry 2>&1 || { cat .cache/deptry; exit 1; }
	@$(BIN)/bandit -q -c pyproject.toml -r marketplace config.py -ll
	@$(BIN)/mypy --follow-imports=silent marketplace/kernel marketplace/people marketplace/catalog marketplace/stock marketplace/money marketplace/trade marketplace/sourcing marketplace/notices marketplace/insight marketplace/web marketplace/cli marketplace/fakes
	@DATA_DIR=.cache/check APP_ENV=test $(FLASK) db upgrade >.cache/upgrade 2>&1 || { cat .cache/upgrade; exit 1; }
	@DATA_DIR=.cache/check APP_ENV=test $(FLASK) db check

messages: dev ## Collect the texts for translation and compile the catalogues
	@mkdir -p .cache
	@$(BIN)/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext --no-location -o .cache/messages.pot .
	@$(BIN)/pybabel -q update -N -i .cache/messages.pot -d marketplace/translations
	@$(BIN)/pybabel -q compile -d marketplace/translations

clean: ## Remove caches; data and .venv stay
	@rm -rf .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -not -path "./.venv/*" -prune -exec rm -rf {} +

demo-reset: install ## Throw the demo away and load it again
	@$(FLASK) demo reset

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: install run dev test test-both soak bench look check messages clean demo-reset help
