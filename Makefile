PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: demo test check format proto clean

demo: $(VENV)/.server ## Annotates a real article through the real server.
	$(RUN)/python examples/demo.py

test: $(VENV)/.test ## The whole suite: lint, types, layers, contract, tests.
	$(MAKE) --no-print-directory lint
	$(RUN)/pytest --cov --cov-report=term:skip-covered

check: $(VENV)/.test ## Lint, types, layers and the fast tests, for every commit.
	$(MAKE) --no-print-directory lint
	$(RUN)/pytest -q -m "not slow"

.PHONY: lint
lint: $(VENV)/.test
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/hadolint Dockerfile

format: $(VENV)/.test
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

proto: $(VENV)/.test ## Derives the stubs in service/dateline/v1 anew.
	PATH="$(CURDIR)/$(RUN):$$PATH" sh proto/generate.sh

# torch first and by itself: asked for by another package it can bring gigabytes of CUDA.
$(VENV)/.server: pyproject.toml constraints.txt
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(RUN)/python -m pip install --quiet torch==2.13.0
	$(RUN)/python -m pip install --quiet --constraint constraints.txt --editable ".[server]"
	touch $@

$(VENV)/.test: $(VENV)/.server
	$(RUN)/python -m pip install --quiet --constraint constraints.txt --group test --group train
	touch $@

clean:
	rm -rf $(VENV) build dist
