# Firstscan. `make demo` shows it, `make test` tests it; each does all the set-up it needs.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PY := .venv/bin/python
SEARCHED := python3 python3.13 python3.12 python3.11

.PHONY: help install demo test bench bench-5m check format lock chromium documents

help:
	@echo "make demo      the whole product with a pretend world (PORT=8000, FRESH=1 starts over)"
	@echo "make test      everything the tests need, then the tests"
	@echo "make check     format, lint, types, import contracts, migrations, deploy check"
	@echo "make bench     the benchmarks, each beside its floor; bench-5m: Today with 5,000,000 orders"
	@echo "make install   .venv with the pinned packages    make format   make lock"

install: .venv/installed

# Installs again only when the lock changed.
.venv/installed: requirements.lock
	@python=$$(for name in $(SEARCHED); do \
	    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo "$$name"; break; fi; \
	  done); \
	if [ -z "$$python" ]; then \
	  echo "Firstscan needs Python 3.11 or newer; none was found under the names: $(SEARCHED)." >&2; exit 1; \
	fi; \
	if ! { [ -x $(PY) ] && $(PY) -m pip --version; } >/dev/null 2>&1; then \
	  echo "Creating .venv with $$($$python --version)."; \
	  if ! "$$python" -m venv --clear .venv >/dev/null; then \
	    echo "Python's venv module is missing; installing it."; \
	    scripts/apt-install python3-venv; \
	    "$$python" -m venv --clear .venv; \
	  fi; \
	fi
	@echo "Installing the pinned packages (about half a minute the first time)."
	@$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

demo: install documents
	@exec $(PY) -m fulfillment.embedded demo

chromium:
	@command -v chromium chromium-browser google-chrome google-chrome-stable >/dev/null || scripts/apt-install chromium

# What PDF documents are set with: Pango, and fonts for the names and addresses of every market.
documents:
	@scripts/document-fonts

# The fault tests kill processes and measure recovery: they are a lane of their own, after the others.
test: install chromium documents
	@$(PY) -m fulfillment.embedded run --place scratch -- bash scripts/all-lanes $(PY)

bench: install
	@$(PY) -m fulfillment.embedded run --place bench -- $(PY) -m tests.bench

bench-5m: install
	@$(PY) -m fulfillment.embedded run --place bench-5m -- $(PY) -m tests.bench --orders 5000000 --only today

check: install
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports
	$(PY) -m fulfillment.embedded run --place scratch -- $(PY) manage.py makemigrations --check --dry-run
	DEBUG=0 ALLOWED_HOSTS=firstscan.example SECURE_HSTS_SECONDS=31536000 SECURE_COOKIES=1 SECURE_SSL_REDIRECT=1 \
	  $(PY) manage.py check --deploy --fail-level WARNING
	$(PY) -m pytest -q -p no:randomly tests/conventions

format:
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

lock: install
	$(PY) -m piptools compile --quiet --extra embedded --extra dev --generate-hashes --allow-unsafe --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header -o requirements.lock pyproject.toml
