# make demo   install and run on the bundled articles: three questions, a graph, a page
# make test   what CI runs: format, lint, types, tests, notebooks
# make lint   the first three of these
# make bench  every figure of the README; make train makes the models from their data

PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN ?= .venv/bin
OUT ?= demo
# what must be there first; empty where BIN is an environment that is ready
DEMO_READY ?= .venv/demo-ready
TEST_READY ?= .venv/test-ready
WHOBACKS = $(BIN)/whobacks
GRAPH = $(OUT)/graph
PIP = $(BIN)/python -m pip --disable-pip-version-check install --quiet -c constraints.txt

.PHONY: demo test lint types unit notebooks bench train clean

demo: $(DEMO_READY)
	@mkdir -p $(OUT)
	$(WHOBACKS) build sample/articles --graph $(GRAPH)
	@echo
	$(WHOBACKS) ask "who backs Khalifa Haftar in Libya?" --graph $(GRAPH) --format table --evidence
	@echo
	$(WHOBACKS) ask "does Russia arm the Libyan National Army?" --graph $(GRAPH) --format table --evidence
	@echo
	$(WHOBACKS) ask "whom does Iran back?" --graph $(GRAPH) --format table --evidence
	@echo
	$(WHOBACKS) view $(OUT)/whobacks.html --graph $(GRAPH)
	@echo
	@echo "The graph is in $(GRAPH), the page in $(OUT)/whobacks.html: open it in a browser."
	@echo "Next: $(WHOBACKS) ask \"who backs the Syrian government?\" --graph $(GRAPH)"

test: lint unit notebooks

lint: $(TEST_READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	@$(MAKE) --no-print-directory types

# the checkout is the package, so mypy needs it under its name, whatever the folder is called
types: $(TEST_READY)
	@mkdir -p .venv/types && ln -sfn "$(CURDIR)" .venv/types/whobacks
	$(BIN)/mypy

unit: $(TEST_READY)
	$(BIN)/pytest -q -n 2 --dist loadfile

notebooks: $(TEST_READY)
	$(BIN)/pytest -q --nbmake notebooks

SHARED ?= ../shared

bench: $(TEST_READY)
	$(BIN)/python benchmarks/language.py --treebanks $(SHARED)/treebanks --texts $(SHARED)/train/texts
	$(BIN)/python benchmarks/linking.py
	$(BIN)/python benchmarks/extraction.py --shared $(SHARED)

train:
	bash training/train.sh

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "whobacks needs Python 3.11 or newer; set PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/demo-ready: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) -e .
	@touch $@

.venv/test-ready: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) -e ".[dev]"
	@touch $@ .venv/demo-ready

clean:
	rm -rf .venv build dist demo *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
