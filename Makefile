# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
CORPORA ?= ../shared/corpora

.PHONY: demo test test-all check unit bench clean

demo: $(VENV)/demo
	@rm -rf out
	@$(BIN)/cleaner folder fixtures/pages -o out --format md
	@$(BIN)/cleaner page fixtures/pages/en--text--toolbar-and-ads/page.txt --explain

test: check unit

test-all: check
	$(BIN)/pytest -n 2 -m "slow or not slow"

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

unit: $(VENV)/dev
	$(BIN)/pytest -n 2

bench: $(VENV)/bench
	$(BIN)/python -m bench --corpora $(CORPORA)

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/demo: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/dev: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/demo

# pip before 24 stops at readability-lxml's double extra, so the bench alone brings a newer one
$(VENV)/bench: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=24'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev,bench]'
	@touch $@ $(VENV)/dev $(VENV)/demo

clean:
	rm -rf $(VENV) out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
