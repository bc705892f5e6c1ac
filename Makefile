# Each target says what it does; `make help` lists them. Nothing but Python 3.11 or newer is needed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BENCH_VENV := .venv-bench
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/messages.po))
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run install dev test check format matrix mutants bench docs assets lock messages migration clean

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

matrix: dev  ## ask every page as everybody and write down the answers, to be read before they are committed
	@CIVIC_WRITE_MATRIX=1 $(BIN)/python -m pytest -q tests/matrix; git diff --stat tests/matrix

mutants: dev  ## break the code in one place at a time and list what no test notices: make mutants share=0.3 only=comments
	@$(BIN)/python -m tools.mutants --share $(or $(share),0.33) --only "$(only)"

format: dev  ## put code and templates into the common form
	@$(BIN)/ruff check --fix -q civic tests bench tools; $(BIN)/ruff format -q civic tests bench tools

bench: $(BENCH_VENV)/.bench $(CATALOGUES)  ## measure against peers and limits; writes bench/README.md
	@$(BENCH_VENV)/bin/python -m bench

# An environment of its own: the locked versions under the peers, and .venv unchanged. The pages that are measured are
# filled by the tests' factories, hence `dev`.
# The peers come by pip, which takes a local build of torch where PIP_FIND_LINKS names one.
$(BENCH_VENV)/.bench: requirements.lock requirements-dev.lock setup.cfg
	@test -x $(BENCH_VENV)/bin/pip || $(PYTHON) -m venv $(BENCH_VENV)
	@$(PYTHON) tools/install.py $(BENCH_VENV) requirements.lock
	@sed -E 's/ *\\$$//; /^ *--hash/d' requirements-dev.lock > $(BENCH_VENV)/versions.txt
	@echo "Installing the peers with pip ..."
	@$(BENCH_VENV)/bin/pip install -q --disable-pip-version-check --no-build-isolation \
	  -c $(BENCH_VENV)/versions.txt -e '.[bench,dev]'
	@touch $@

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
	@rm -rf $(VENV) $(BENCH_VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
