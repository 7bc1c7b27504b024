SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi

.DEFAULT_GOAL := help

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "python3-venv is missing; install it: sudo apt-get install python3-venv"; exit 1; }

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
	@$(BIN)/python -m pytest -m "not soak"

check: dev ## Lint, types, migrations in step with the models
	@$(BIN)/ruff check .
	@$(BIN)/mypy --follow-imports=silent marketplace/kernel marketplace/people marketplace/catalog marketplace/stock marketplace/money marketplace/trade marketplace/notices
	@DATA_DIR=.cache/check APP_ENV=test $(FLASK) db upgrade >/dev/null 2>&1
	@DATA_DIR=.cache/check APP_ENV=test $(FLASK) db check

demo-reset: install ## Throw the demo away and load it again
	@$(FLASK) demo reset

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: install run dev test check demo-reset help
