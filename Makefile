# make demo            the portal with its demo province on http://127.0.0.1:8000 (NO_SERVE=1: all but serving)
# make check           lint, types, import layers, templates, migrations, tests
# Both need Python 3.11 or newer and nothing else; everything goes into .venv and var.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
MANAGE := $(BIN)/python manage.py
APPS := portal workforce training competitions evaluation
PYTEST_ARGS ?=
ADDRESS ?= 127.0.0.1:8000

.PHONY: demo check lint types layers templates migrations test format clean

demo: $(VENV)/runtime .env
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) seed --demo
	$(MANAGE) compute_indicators --all
ifndef NO_SERVE
	$(MANAGE) serve $(ADDRESS)
endif

check: lint types layers templates migrations test

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev .env
	$(BIN)/mypy

layers: $(VENV)/dev
	$(BIN)/lint-imports --no-cache

templates: $(VENV)/dev
	$(BIN)/djlint templates --lint --quiet

migrations: $(VENV)/dev .env
	$(MANAGE) makemigrations --check --dry-run

test: $(VENV)/dev .env
	$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "应有：Python 3.11 或更高版本。怎样改：make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "不能建立虚拟环境。怎样改：安装 Python 的 venv 组件（Debian：apt install python3-venv）" >&2; exit 1; }

# The stamps say which pins are installed; they are older than the pins after a change.
$(VENV)/runtime: requirements.txt | $(BIN)/python
	$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/dev: requirements-dev.txt requirements.txt | $(BIN)/python
	$(PIP) install -r requirements-dev.txt
	@touch $@

.env:
	@cp .env.example .env

clean:
	rm -rf $(VENV) var staticfiles
