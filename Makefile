# make demo      the portal on this machine with invented content   (PORT=8000)
# make test      every test, and the thirty slowest of them
# make check     style, types, layers, templates, scripts, deployment settings, new migrations
# make soak      the full fault and race counts
# make mutants   which changed lines no test notices   (AREA=scoring|money|ledger|transitions|saving|all)
# make install   only .venv          make format   what the style check would ask for
# make lock      requirements*.txt from pyproject.toml          make upgrade   and every pin raised
# make messages  the catalogues of words          make clean   take away what was made here

SHELL := /bin/sh
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(shell for p in python3.11 python3.12 python3.13 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
# Only the files whose hashes are locked, and none that would have to be built from source first.
HELD := --require-hashes --only-binary :all:
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/django.po)
PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 redis-server
TEST_PACKAGES := $(PACKAGES) chromium poppler-utils
# Settings of a real deployment with values nobody uses, for the checks that look at them.
PRODUCTION := DEBUG=0 HTTPS=1 SECOND_FACTOR=required ALLOWED_HOSTS=portal.example.org \
	SECRET_KEY=not-a-secret-3f9a7c1e5b2d8f6a4c0e9b7d5a3f1c8e6b4d2a0f PUBLIC_URL=https://portal.example.org \
	DATABASE_URL=postgresql://techbank_app@db/techbank REDIS_URL=redis://redis:6379/0

.PHONY: help install lock upgrade demo test soak mutants check style layers types pages scripts settings-check migrations \
	system system-test node node-packages format messages clean

help:
	@sed -n '/^#/!q; s/^# //p' Makefile

# --- Installation ----------------------------------------------------------------------------------
install: $(VENV)/.installed $(VENV)/.catalogues

$(VENV)/.installed: requirements.txt requirements-dev.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed (apt-get install python3.11 python3.11-venv)."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(HELD) -r requirements-dev.txt
	@touch $@

# What is supported stands in pyproject.toml, what is installed in the locked files: every package,
# its version and the hash of each of its files. Each file is whole; a later one keeps to those
# before it. `lock` raises only what it has to, `upgrade` everything; both ask the registry.
RAISE :=
COMPILE = $(BIN)/uv pip compile --quiet $(RAISE)

lock: install
	$(COMPILE) pyproject.toml --output-file requirements.txt
	$(COMPILE) pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(COMPILE) --group benchmarks --constraint requirements-dev.txt --output-file requirements-benchmarks.txt

upgrade: RAISE := --upgrade
upgrade: lock
	@echo "Raised. Now make check and make test, then one commit that says what changed."

# Catalogues are compiled here and never committed.
$(VENV)/.catalogues: $(VENV)/.installed $(CATALOGUES)
	@for po in $(CATALOGUES); do \
		$(BIN)/pybabel --quiet compile --use-fuzzy=no -i $$po -o $${po%.po}.mo 2>/dev/null \
		|| $(BIN)/pybabel --quiet compile -i $$po -o $${po%.po}.mo || exit 1; done
	@touch $@

# Programs and libraries of the operating system: installed when we may, named when we may not.
define need_packages
	@missing=""; for package in $(1); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
	test -z "$$missing" && exit 0; \
	if ! command -v dpkg-query >/dev/null 2>&1; then echo "Not a Debian system; make sure these are there:$$missing"; exit 0; fi; \
	if [ "$$(id -u)" = 0 ]; then echo "Installing$$missing …"; \
		apt-get install -y -q --no-install-recommends $$missing >/dev/null 2>&1 || { apt-get update -q >/dev/null && apt-get install -y -q --no-install-recommends $$missing; }; \
	else echo "Missing on this machine. Install with:"; echo "  sudo apt-get install -y --no-install-recommends$$missing"; exit 1; fi
endef

system:
	$(call need_packages,$(PACKAGES))

system-test:
	$(call need_packages,$(TEST_PACKAGES))

# --- Running ------------------------------------------------------------------------------------------
demo: system install
	@exec $(BIN)/python manage.py demo --port $(PORT)

# --- Checking -----------------------------------------------------------------------------------------
# Two processes, each with its own database on the tests' PostgreSQL, its own portal and browser;
# fast ones first, and the browser last: while it runs, its process has an event loop.
PROCESSES := 2

test: system-test install node
	CI=true $(BIN)/python -m pytest -n $(PROCESSES) --dist loadfile --no-loadscope-reorder --durations=30

soak: system-test install
	CI=true $(BIN)/python -m pytest tests/soak -m soak -s

# Goes on where it stopped; with MUTANTS=--afresh from the beginning, with MUTANTS=--survivors once
# more over those that no test noticed.
AREA := all
MUTANTS :=

mutants: system-test install
	CI=true $(BIN)/python -m tests.mutants $(AREA) $(MUTANTS)

check: style layers types pages scripts settings-check migrations

style: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

layers: install
	$(BIN)/lint-imports

types: install
	$(PRODUCTION) $(BIN)/mypy

pages: install
	$(BIN)/djlint templates --lint --quiet

# ESLint reads the scripts; nothing that is served is built.
scripts: node_modules/.installed
	npm run --silent lint

node_modules/.installed: package.json package-lock.json | node
	npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Debian has npm in a package of its own; other builds of Node bring it along.
node:
	@command -v npm >/dev/null 2>&1 || $(MAKE) --no-print-directory node-packages

node-packages:
	$(call need_packages,nodejs npm)

settings-check: system install
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(BIN)/python manage.py spectacular --validate --fail-on-warn --file /dev/null

# Has a PostgreSQL of its own, as the tests have.
migrations: system install
	CI=true $(BIN)/python -m pytest --quiet tests/house/test_migrations.py -k no_new_migration

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs Debian's gettext, as only those who change words do; compiling needs nothing but Babel.
messages: install
	$(BIN)/python manage.py makemessages --no-location --no-obsolete --all \
		--ignore .venv --ignore var --ignore tests --ignore benchmarks

clean:
	rm -rf node_modules var .mypy_cache .ruff_cache .pytest_cache
