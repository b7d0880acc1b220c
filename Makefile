# Two commands do everything on a fresh machine: `make demo` and `make test`. CONTRIBUTING.md says what the others do.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
LOWEST_PYTHON ?= python3.11
LOWEST := .venv-lowest
CORPORA ?= ../shared/corpora
CORE := hatch_build.py $(wildcard cleaner/core/src/*)

# An environment is complete only if it contains this file. The file is deleted before every installation and written
# again after it. So an environment is rebuilt if its installation was cut off or its interpreter is gone.
# (Command, environment, arguments of pip.)
install = rm -f $(1)/whole && $(1)/bin/python -m pip install --quiet --disable-pip-version-check $(2) && touch $(1)/whole
ifeq ($(shell test -e $(VENV)/whole && $(BIN)/python -c 'print("alive")' 2>/dev/null),)
$(shell rm -f $(addprefix $(VENV)/,whole demo dev audit bench))
endif

.PHONY: demo test test-all check format unit lowest audit bench figures fixture clean

demo: $(VENV)/demo
	@rm -rf out && mkdir -p out/pages
	@for page in fixtures/pages/*/page.*; do \
		cp "$$page" "out/pages/$$(basename "$$(dirname "$$page")").$${page##*.}"; done
	@echo "== one page, and why each block stayed or went"
	@$(BIN)/cleaner page out/pages/en--text--toolbar-and-ads.txt --explain
	@echo "== a folder of saved pages, to Markdown, to records and to a report"
	@$(BIN)/cleaner folder out/pages -o out/articles --format md
	@$(BIN)/cleaner folder out/pages -o out/articles.jsonl
	@$(BIN)/cleaner report out/articles.jsonl -o out/report.html
	@ls out out/articles | head -n 12
	@echo "== the command is $(BIN)/cleaner"

test: check unit

test-all: check
	$(BIN)/pytest -n 3 --dist worksteal --hypothesis-profile drawn -m "slow or not slow"
	$(MAKE) lowest audit

# the tests once more, on the oldest Python and the oldest libraries that pyproject.toml allows
lowest:
	@if command -v $(LOWEST_PYTHON) >/dev/null; then $(MAKE) $(LOWEST)/whole && $(LOWEST)/bin/pytest -n 3 --dist worksteal; \
	else echo "no $(LOWEST_PYTHON): the lowest versions are not tested"; fi

# known vulnerabilities of the newest and, where they are installed, of the lowest versions
audit: $(VENV)/audit
	$(BIN)/python .ci/audit.py $(BIN)/python $(wildcard $(LOWEST)/bin/python)

check: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# fix what the checks can fix by themselves
format: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# hundreds of tests start a command, and without cached bytecode each compiles every module again
unit: export PYTHONDONTWRITEBYTECODE =
unit: $(VENV)/dev
	$(BIN)/pytest -n 3 --dist worksteal

bench: $(VENV)/bench
	$(BIN)/python -m bench --corpora $(CORPORA)

# measure again, fill in the tables of README.md and docs/figures.md, and write the generated pages: an hour or more
figures: $(VENV)/bench
	$(BIN)/python docs/figures.py
	$(BIN)/python docs/build.py

# the skeleton of a fixture from a saved page: make fixture NAME=en--html--slug PAGE=saved.html
fixture: $(VENV)/dev
	$(BIN)/python -m tests.skeleton $(NAME) $(PAGE)

$(VENV)/whole:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; \
	$(PYTHON) is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12")'
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/demo: pyproject.toml $(CORE) | $(VENV)/whole
	$(call install,$(VENV),-e .)
	@touch $@

$(VENV)/dev: pyproject.toml $(CORE) | $(VENV)/whole
	$(call install,$(VENV),-e '.[dev]')
	@touch $@ $(VENV)/demo

$(VENV)/audit: pyproject.toml | $(VENV)/dev
	$(call install,$(VENV),-e '.[audit]')
	@touch $@

# pip before 24 fails on the extra that readability-lxml names twice, so only the bench installs a newer pip
$(VENV)/bench: pyproject.toml | $(VENV)/whole
	$(call install,$(VENV),--upgrade 'pip>=24')
	$(call install,$(VENV),-e '.[dev,bench]')
	@touch $@ $(VENV)/dev $(VENV)/demo

$(LOWEST)/whole: pyproject.toml tests/lowest.txt
	rm -rf $(LOWEST)
	$(LOWEST_PYTHON) -m venv $(LOWEST)
	$(call install,$(LOWEST),-c tests/lowest.txt -e '.[dev]')

clean:
	rm -rf $(VENV) $(LOWEST) cleaner/core/_core* out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
