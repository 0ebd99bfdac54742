PYTHON ?= python3
# An index that has torch's CPU build, where the default one's brings gigabytes of CUDA.
TORCH_INDEX ?=
# Known, and not to be mended beside flair 0.15.1: transformers' in 5, which it refuses, sqlitedict's (the last) in no
# release. A server imports neither unless it loads a flair model, which needs --allow-pickle.
ACCEPTED_VULNERABILITIES := CVE-2026-1839 CVE-2026-4372 CVE-2026-5241 CVE-2024-35515
VENV := .venv
RUN := $(VENV)/bin

.PHONY: demo test check format proto docs load soak fuzz audit sbom clean

demo: $(VENV)/.server ## Annotates a real article through the real server.
	$(RUN)/python examples/demo.py

test: $(VENV)/.test ## The whole suite: lint, types, layers, contract, tests.
	$(MAKE) --no-print-directory lint
	$(RUN)/pytest --cov --cov-report=term:skip-covered

check: $(VENV)/.test ## Lint, types, layers and the fast tests, for every commit.
	$(MAKE) --no-print-directory lint
	$(RUN)/pytest -q -m "not slow" --numprocesses auto

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

docs: $(VENV)/.docs ## The documentation's site in build/docs, its generated pages made anew.
	$(RUN)/python tools/reference_pages.py
	$(RUN)/zensical build --strict --clean

load: $(VENV)/.test ## Finds what a server on this machine can do; its figures stand in benchmarks.
	$(RUN)/python benchmarks/load.py --find-capacity --rate 4 --duration-seconds 90

soak: $(VENV)/.test ## Half an hour of load, a line a minute.
	$(RUN)/python benchmarks/load.py --soak --rate 6.7 --duration-seconds 1800

fuzz: $(VENV)/.test ## Ten minutes of everything that should not be sent, to a server of its own.
	PYTHONPATH=service:tests:. $(RUN)/python -m fuzz --minutes 10

audit: $(VENV)/.test ## Known vulnerabilities in all that is installed; asks a service on the internet.
	$(RUN)/pip-audit --vulnerability-service osv --skip-editable --progress-spinner off \
		$(addprefix --ignore-vuln=,$(ACCEPTED_VULNERABILITIES))

sbom: $(VENV)/.test ## All that is installed, development tools too, as CycloneDX in build/sbom.json.
	mkdir -p build
	$(RUN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file build/sbom.json $(VENV)

# torch by itself and first, so that nothing else brings another build of it.
$(VENV)/.server: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Dateline needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	@test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing PyTorch into $(VENV) ..." >&2
	@$(RUN)/python -m pip install --quiet --upgrade "pip>=25.1"
	@$(RUN)/python -m pip install --quiet $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX)) torch==2.13.0
	@echo "installing Dateline and what it needs ..." >&2
	@$(RUN)/python -m pip install --quiet --constraint constraints.txt --editable ".[server]"
	@touch $@

$(VENV)/.test: $(VENV)/.server
	@echo "installing the development tools ..." >&2
	@$(RUN)/python -m pip install --quiet --constraint constraints.txt --group test --group train
	@touch $@

$(VENV)/.docs: $(VENV)/.server
	@echo "installing what makes the documentation ..." >&2
	@$(RUN)/python -m pip install --quiet --constraint constraints.txt --group docs
	@touch $@

clean:
	rm -rf $(VENV) build dist
