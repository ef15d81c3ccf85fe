# The commands of this project. `make` alone lists them.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PYTEST_ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test fuzz check bench screenshots interviews train-grader clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(VENV)/bin/python
	@echo "Installing the packages in requirements.txt: a few minutes, this once …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(VENV)/bin/python
	@echo "Installing the packages for development …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

run: $(VENV)/.installed  ## Set up what is missing, then run everything on this machine (PORT and HOST are honoured)
	@exec $(BIN)/python manage.py run

test: $(VENV)/.installed-dev  ## The whole test suite; says what it skips and why
	@$(BIN)/python -m pytest -n 2 --dist loadgroup $(PYTEST_ARGS)

fuzz: $(VENV)/.installed-dev  ## Every operation of the API under odd input, for longer than the suite does
	@FUZZ_EXAMPLES=200 $(BIN)/python -m pytest interviewer/tests/test_fuzz.py -q $(PYTEST_ARGS)
	@FUZZ_EXAMPLES=60 $(BIN)/python -m pytest interviewer/tests/test_schemathesis.py -q $(PYTEST_ARGS)

# The one thing taken from npm, for checks alone: nothing of it runs in a browser.
TYPESCRIPT := typescript@7.0.2
$(VENV)/node/.installed: Makefile | $(VENV)/bin/python
	@npm install --silent --no-audit --no-fund --no-save --no-package-lock --prefix $(VENV)/node $(TYPESCRIPT)
	@touch $@

.PHONY: check-javascript
check-javascript: $(VENV)/node/.installed  ## The types of our JavaScript, as its comments state them
	@$(VENV)/node/node_modules/.bin/tsc --project tsconfig.json

check: $(VENV)/.installed-dev  ## Lint, types (of JavaScript where npm is there), migrations, dependencies
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy interviewer interviews candidates reports
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory check-javascript; else echo "No npm here: the types of the JavaScript are not checked."; fi
	@$(BIN)/python manage.py check --fail-level WARNING
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m pip check

screenshots: $(VENV)/.installed-dev  ## Pictures of every page, in every dress, into var/screenshots/
	@rm -rf var/screenshots
	@SCREENSHOTS=$(CURDIR)/var/screenshots $(BIN)/python -m pytest -q interviewer/tests/test_browser_pages.py interviewer/tests/test_browser_access.py $(PYTEST_ARGS)
	@ls var/screenshots | wc -l | xargs printf '%s pictures in var/screenshots/\n'

interviews: $(VENV)/.installed  ## Interview scripted candidates and print the transcripts, for a person to read
	@$(BIN)/python manage.py interviews

clean:  ## Remove the virtual environment, and all data of this machine
	@rm -rf $(VENV) var

bench: $(VENV)/.installed  ## The benchmark table: ratios measured side by side
	@folder=$$(mktemp -d) && export VAR_DIR=$$folder && $(BIN)/python manage.py migrate -v 0 && $(BIN)/python manage.py bench; \
	status=$$?; rm -rf $$folder; exit $$status

train-grader: $(VENV)/.installed  ## Learn the grader's calibration anew from the graded answers beside the checkout
	@$(BIN)/python manage.py train_grader --data ../shared/data/grading
