# Everything a developer of Carebot does, one word each. `make help` lists the words.
# Nothing but make and Python 3.11 or newer is needed: the rest is installed into .venv from the lock files.

PYTHON ?= python3
PORT ?=
PYTEST_ARGS ?=

VENV := .venv/bin
PACKAGES := bot handlers conversations storage locales sandbox
# A child make prints where it is; that would stand after pytest's last line.
MAKEFLAGS += --no-print-directory

.DEFAULT_GOAL := help
.PHONY: help demo test lint types direction catalogues messages migrations unit browser chaos bench format lock \
	wheel clean _runtime _dev _messages

help:  ## Show this list
	@echo "Carebot: what make can do for you"
	@echo
	@awk 'BEGIN { FS = ":.*  ## " } /^[a-z]+:.*  ## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Another Python: make PYTHON=python3.12 test      Another port: make PORT=9000 demo"

demo: _runtime  ## Try Carebot with a pretend Telegram in your browser; no token needed
	@$(VENV)/carebot demo $(if $(PORT),--port $(PORT))

test: lint types direction catalogues unit  ## Run every check except the browser: what must be green before a commit

lint: _dev  ## Check style, bans and formatting (ruff)
	@$(VENV)/python -m ruff check .
	@$(VENV)/python -m ruff format --check .

types: _dev  ## Check the types (mypy: strict for the product, lenient for the tests)
	@$(VENV)/python -m mypy $(PACKAGES) tests $(wildcard benchmarks/*.py) .ci/hatch_build.py

direction: _dev  ## Check that imports only point down the house (import-linter)
	@$(VENV)/lint-imports --no-logo
	@$(VENV)/python -m pytest tests/house/test_direction.py -q

catalogues: _dev _messages  ## Check that every text is translated, with the same placeholders
	@$(VENV)/python -m locales.check

messages: _dev  ## Collect new texts from the code into the catalogues, for translating
	@$(VENV)/python -m locales.update

migrations: _dev _messages  ## Run only the tests of the migrations (marker "migrations")
	@$(VENV)/python -m pytest -m migrations $(PYTEST_ARGS)

unit: _dev _messages  ## Run the tests, two at a time on each processor, without the browser
	@$(VENV)/python -m pytest -m "not browser and not endless" -n auto --dist worksteal $(PYTEST_ARGS)

browser: _dev _messages  ## Walk through the demo page in Chromium
	@$(VENV)/python -m pytest -m browser $(PYTEST_ARGS)

chaos: _dev _messages  ## Live through a year with 300 contacts while the bot is killed again and again (many minutes)
	@$(VENV)/python -m pytest -m endless -rP $(PYTEST_ARGS)

bench: _dev _messages  ## Measure how fast messages are relayed (takes minutes)
	@$(VENV)/python benchmarks/relay.py

format: _dev  ## Put the code into the house's format
	@$(VENV)/python -m ruff check --fix .
	@$(VENV)/python -m ruff format .

UV_COMPILE = $(VENV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --no-annotate $(LOCK_ARGS)

lock: _dev  ## Pin the libraries anew after a change in pyproject.toml (LOCK_ARGS=--upgrade takes newer ones)
	@$(UV_COMPILE) pyproject.toml -o requirements.lock
	@$(UV_COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	@$(UV_COMPILE) --group build -c requirements-dev.lock -o requirements-build.lock

wheel: _dev  ## Build the package that others install (into dist/)
	@$(VENV)/python -m hatchling build -t wheel

clean:  ## Remove what was built and cached; .venv stays
	@rm -rf build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find $(PACKAGES) alembic tests benchmarks .ci -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locales -name '*.mo' -delete

# The environment. A second call finds nothing to do and says nothing.
define environment
@command -v $(PYTHON) >/dev/null 2>&1 || { \
	echo "There is no program named '$(PYTHON)' here. Carebot needs Python 3.11 or newer."; \
	echo "On Debian or Ubuntu: sudo apt install python3 python3-venv"; \
	exit 1; } >&2
@$(PYTHON) .ci/environment.py $(1)
endef

_runtime:
	$(call environment,runtime)
	@$(VENV)/python .ci/hatch_build.py

_dev:
	$(call environment,dev)

_messages: _dev
	@$(VENV)/python .ci/hatch_build.py
