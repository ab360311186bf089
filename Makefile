# Everything sets itself up: nothing is needed but Python 3.11+ and make.

# The first of these that runs and is new enough: a shim of pyenv may be there and not run.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin

# Modules are compiled when they are first imported, a few of all that are installed, and then kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check lint wheel browser postgres spark schemas clean

## demo: mine the sample data, generate a suite, replay it against both releases of the shop
demo: .venv/installed
	$(BIN)/journeys demo --into journeys-demo

## test: all tests, with a browser, PostgreSQL and Spark, which are installed where there are none
test: export OMP_NUM_THREADS = 1
test: export OPENBLAS_NUM_THREADS = 1
test: .venv/installed browser postgres spark
	@# Once, before all workers come to it at the same time.
	$(BIN)/python -m compileall -q journeys mining runners tests benchmarks
	@# A busy machine may fail a test that waits for a browser: nothing else runs when it is asked again.
	$(BIN)/python -m pytest -q -n 6 --dist worksteal || { status=$$?; test $$status -eq 1 || exit $$status; \
		echo "What failed is asked once more, alone. What passes now is flaky: mend it."; \
		$(BIN)/python -m pytest -q --last-failed --last-failed-no-failures none; }

## check: everything that can be checked without running the product, and the wheel
check: lint wheel

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

wheel: .venv/installed
	$(BIN)/python .ci/check_wheel.py

# One after another: each may have to install a package of the system.
browser: .venv/installed | spark
	@$(BIN)/python .ci/ensure_browser.py

postgres: .venv/installed | browser
	@$(BIN)/python .ci/ensure_postgres.py

# Needs nothing of ours, so that its download goes on while the rest is installed and checked.
spark: .venv/bin/python
	@$(BIN)/python .ci/ensure_spark.py

## schemas: write the JSON Schemas of our files into docs/
schemas: .venv/installed
	$(BIN)/python -m journeys.schemas docs

.venv/bin/python:
	@test -n "$(PYTHON)" \
		|| { echo "journeys needs Python 3.11 or newer; set PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv .venv

.venv/installed: pyproject.toml requirements-dev.lock | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf .venv .spark dist journeys-demo journeys-results
