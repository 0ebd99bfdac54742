PYTHON ?= python3
# An index that has torch's CPU build, where the default one's brings gigabytes of CUDA.
TORCH_INDEX ?=
# Known, and accepted for the extra flair alone. They cannot be mended beside flair 0.15.1: transformers' in 5, which it
# refuses, sqlitedict's (the last) in no release. Models for them to load need --allow-pickle.
ACCEPTED_VULNERABILITIES := CVE-2026-1839 CVE-2026-4372 CVE-2026-5241 CVE-2024-35515
VENV := .venv
RUN := $(VENV)/bin
# The newest Python that is supported, and where it is: on the path, or among pyenv's.
NEWER := 3.13
NEWER_PYTHON = $(shell python$(NEWER) -c 'import sys; print(sys.executable)' 2>/dev/null \
	|| ls "$$(pyenv prefix $(NEWER) 2>/dev/null)/bin/python" 2>/dev/null)
# The contract as it was last released; RELEASE.md says how the image is made.
LAST_RELEASE := $(shell ls proto/releases/*.binpb 2>/dev/null | sort -V | tail -n 1)

.PHONY: demo test check newer newer-environment lint format proto docs load soak fuzz audit sbom lock clean help

demo: $(VENV)/.server ## Annotates a real article through the real server.
	$(RUN)/python examples/demo.py

test: $(VENV)/.test ## The whole suite: lint, types, layers, contract, tests.
	@mkdir -p build
	@# Beside the tests, many of which wait; what it says comes last.
	@$(MAKE) --no-print-directory lint > build/lint.log 2>&1 & lint=$$!; \
		$(RUN)/pytest -q --numprocesses auto --dist loadfile --no-loadscope-reorder --cov \
			--cov-report=term:skip-covered; tests=$$?; \
		wait $$lint; lint=$$?; cat build/lint.log; exit $$((tests || lint))

check: $(VENV)/.test ## Lint, types, layers and the fast unit tests, for every commit.
	$(MAKE) --no-print-directory lint
	$(RUN)/pytest -q -m "not slow" --numprocesses auto tests/unit

# Without PyTorch, whose only build for it in the index brings gigabytes of CUDA: this Python exports the tagger of the tests.
newer: newer-environment ## The fast unit tests on a newer Python, where there is one; not of training and flair.
	@if test -n "$(NEWER_PYTHON)"; then $(MAKE) --no-print-directory $(VENV)/.test && \
		PYTHONPATH=service:tests:. $(RUN)/python -m support.tiny_tagger build/tiny-tagger && \
		.venv-newer/bin/pytest -q -m "not slow" --numprocesses auto --hypothesis-profile brief tests/unit \
			--ignore tests/unit/training; fi

newer-environment:
	@if test -z "$(NEWER_PYTHON)"; then echo "skipped: no Python $(NEWER)" >&2; else \
		$(MAKE) --no-print-directory VENV=.venv-newer PYTHON=$(NEWER_PYTHON) .venv-newer/.unit; fi

lint: $(VENV)/.test ## Style, types, layers, the Dockerfile, and the contract against the last release.
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/hadolint Dockerfile
	$(if $(LAST_RELEASE),$(RUN)/buf breaking proto --against $(LAST_RELEASE))

format: $(VENV)/.test ## Formats the code, and mends what ruff can.
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

proto: $(VENV)/.test ## Derives the stubs in service/dateline/v1 anew.
	PATH="$(CURDIR)/$(RUN):$$PATH" sh proto/generate.sh

docs: $(VENV)/.docs ## The documentation's site in build/docs, its generated pages made anew.
	$(RUN)/python tools/reference_pages.py
	$(RUN)/python tools/openapi.py
	$(RUN)/zensical build --strict --clean

load: $(VENV)/.test ## Finds what a server on this machine can do; its figures stand in benchmarks.
	$(RUN)/python benchmarks/load.py --find-capacity --rate 4 --duration-seconds 90

soak: $(VENV)/.test ## Half an hour of load, a line a minute.
	$(RUN)/python benchmarks/load.py --soak --rate 6.7 --duration-seconds 1800

fuzz: $(VENV)/.test ## Ten minutes of everything that should not be sent, to a server of its own.
	PYTHONPATH=service:tests:. $(RUN)/python -m fuzz --minutes 10

AUDIT := $(RUN)/pip-audit --vulnerability-service osv --progress-spinner off

audit: $(VENV)/.test ## Known vulnerabilities of the server, then of all else; asks a service on the internet.
	mkdir -p build
	$(RUN)/python deploy/requirements.py server documents geocoders otel > build/server-requirements.txt
	PIP_CONSTRAINT=constraints.txt $(AUDIT) --requirement build/server-requirements.txt
	$(AUDIT) --skip-editable $(addprefix --ignore-vuln=,$(ACCEPTED_VULNERABILITIES))

sbom: $(VENV)/.test ## All that is installed, development tools too, as CycloneDX in build/sbom.json.
	mkdir -p build
	$(RUN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file build/sbom.json $(VENV)

COMPILE = $(RUN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --generate-hashes \
	--constraint constraints.txt --custom-compile-command "make lock" pyproject.toml

lock: $(VENV)/.server ## What the image installs, with hashes, in deploy/; after pyproject.toml or constraints.txt changed.
	$(RUN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(RUN)/python -m pip install --quiet --constraint constraints.txt --group lock
	$(COMPILE) --extra server --extra documents --extra geocoders --extra otel --output-file deploy/requirements.txt
	$(subst pyproject.toml,--group build,$(COMPILE)) --output-file deploy/requirements-build.txt

# Not compiled: Python does that with what it imports, and a newcomer waits for less.
$(VENV)/.server: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Dateline needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing Dateline and what it needs into $(VENV) ..." >&2
	@$(RUN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable ".[server]"
	@touch $@

$(VENV)/.unit: $(VENV)/.server
	@$(RUN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@echo "installing what the unit tests need ..." >&2
	@$(RUN)/python -m pip install --quiet --no-compile --constraint constraints.txt --editable ".[server,documents,geocoders,otel]" \
		--group unit
	@touch $@

# torch by itself and first, so that nothing else brings another build of it.
$(VENV)/.test: $(VENV)/.server
	@echo "installing PyTorch ..." >&2
	@$(RUN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(RUN)/python -m pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==2.13.0
	@echo "installing the extras and the development tools ..." >&2
	@$(RUN)/python -m pip install --quiet --constraint constraints.txt --editable ".[server,documents,flair,geocoders,otel]" \
		--group test --group train
	@touch $@

$(VENV)/.docs: $(VENV)/.server
	@echo "installing what makes the documentation ..." >&2
	@$(RUN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(RUN)/python -m pip install --quiet --constraint constraints.txt --group docs
	@touch $@

clean: ## Removes the environment and all that was built.
	rm -rf $(VENV) .venv-newer build dist

help: ## Lists these targets.
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10
