# Each target says what it does; `make help` lists them. Nothing but Python 3.11 or newer is needed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run install dev test check format bench docs assets lock messages migration clean

help:  ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: install  ## set up, migrate, load the demonstration city on first start, serve pages and jobs on PORT
	@$(BIN)/civic serve --demo

install: $(VENV)/.runtime $(CATALOGUES)  ## make .venv and install the locked dependencies

dev: $(VENV)/.dev $(CATALOGUES)  ## as install, with what tests and checks need

$(VENV)/.runtime: requirements.lock setup.cfg
	@$(PYTHON) tools/install.py $(VENV) requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock setup.cfg
	@$(PYTHON) tools/install.py $(VENV) requirements-dev.lock
	@touch $@ $(VENV)/.runtime

%.mo: %.po | $(VENV)/.runtime
	@$(BIN)/pybabel -q compile --statistics -i $< -o $@ 2>/dev/null

test: dev  ## run every test: SQLite always, PostgreSQL when CIVIC_TEST_POSTGRES_URL names a server
	@$(BIN)/python tools/run_tests.py

check: dev  ## style, types, import direction, templates, translations, migrations
	@$(BIN)/python tools/run_checks.py

format: dev  ## put code and templates into the common form
	@$(BIN)/ruff check --fix -q civic tests bench tools; $(BIN)/ruff format -q civic tests bench tools

bench: dev  ## measure against peers and limits; writes bench/README.md
	@$(BIN)/python -m bench

docs: dev  ## rewrite the generated pages under docs/
	@$(BIN)/python tools/write_docs.py

assets:  ## rebuild the compiled styles and scripts (needs Node; the results are committed)
	@cd civic/web/assets && npm ci --silent && npm run --silent build

lock:  ## resolve the dependencies anew (needs uv)
	@tools/lock

messages: dev  ## collect the texts of code and templates into translations/
	@$(BIN)/python tools/messages.py

migration: dev  ## draft a migration from the models: make migration name=add_something
	@$(BIN)/flask --app wsgi db revision --autogenerate -m "$(name)"

clean:  ## remove what can be made again
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
