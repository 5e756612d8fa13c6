# Everything this project does, by name. `make run` and `make test` need only git, make and Python 3.11 or newer.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check soak bench chromium lock clean

# Start everything in one process: SQLite, the web page, and Telegram when a token is set.
run: .venv/run
	@$(BIN)/jinyue run

# Run all tests that this machine can run, and say which were left out and why. What one process has compiled, the many
# others that the tests start need not compile again, whatever the environment says.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/dev
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 5

# Lint, types, import rules.
check: .venv/dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

# Kill, stop and freeze what sends, for long.
soak: .venv/dev
	@SOAK=1 $(BIN)/python -m pytest tests/delivery --timeout 1200

# Measure beside the peers, and write docs/benchmarks.md.
bench: .venv/dev
	@$(BIN)/python benchmarks/report.py

# Install the browser and the font that the browser test needs (Debian, as root).
chromium:
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk

# Take the newest allowed versions of everything into requirements/.
lock: .venv/dev
	$(BIN)/pip-compile $(LOCK) --output-file requirements/run.txt pyproject.toml
	$(BIN)/pip-compile $(LOCK) --extra dev --output-file requirements/dev.txt pyproject.toml

LOCK := --quiet --upgrade --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-index-url --no-emit-find-links

.venv/run: requirements/run.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Jinyue needs Python 3.11 or newer; set PYTHON=python3.x")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing what the program needs into .venv (the first time takes a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev: requirements/dev.txt .venv/run
	@echo "Installing what the tests need into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

clean:
	rm -rf .venv data
