# `make demo` shows the main job, `make test` passes the tests; both do all the set-up themselves.
PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.ready
DEBIAN := postgresql libreoffice-calc-nogui chromium

.PHONY: demo real test check format setup system bench

demo: $(READY)
	@$(BIN)/firstcall demo

real: $(READY)
	@$(BIN)/firstcall demo --replay ../shared/samples

test: $(READY) system check
	$(BIN)/python -m tests.tryton_server
	$(BIN)/python -m tests.bottlecrm_server
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	for each in bench/*.py; do $(BIN)/python $$each || exit 1; done

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Firstcall needs $(PYTHON); or say which: make PYTHON=/path/to/python3.11"; exit 2; }
	@echo "setting up .venv (a minute, once)"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --constraint constraints.txt --editable '.[test]'
	@touch $@

# A real PostgreSQL and LibreOffice for the tests that use them; without root they are skipped, and say so.
system:
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && command -v soffice >/dev/null && command -v chromium >/dev/null; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing $(DEBIAN)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(DEBIAN) >/dev/null; \
	else echo "for all tests install as root: $(DEBIAN); the tests that need them are skipped now"; fi
