# make audit        build the environment, audit the embedded England series, print where the report is
# make audit SOURCE=folder   the same on your own files
# make test         everything that needs no system package
# make coverage     the same, and which lines no test reaches: takes more than twice as long
# make test-engines the same answers on PostgreSQL and Spark (needs Java 17)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
SOURCE ?=
OUT ?= audit
PUBLISHED ?= ../shared/data/published
EVIDENCE ?= ../shared/data/evidence
# BENCH=--england also measures a year of synthetic England, which takes half an hour.
BENCH ?=

# Compiled code is kept between the many processes that the tests start.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: audit setup test coverage lint types test-browser test-engines fuzz bench calibration validate docs clean

audit: setup
	$(BIN)/caseness audit $(SOURCE) --out $(OUT)

setup: $(VENV)/.installed

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("caseness needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable .
	@touch $@

$(VENV)/.test: $(VENV)/.installed
	$(PIP) --editable '.[test]'
	@touch $@

$(VENV)/.browser: $(VENV)/.test
	$(PIP) --editable '.[test,browser]'
	@touch $@

$(VENV)/.engines: $(VENV)/.test
	$(PIP) --editable '.[test,engines]'
	@touch $@

$(VENV)/.docs: $(VENV)/.installed
	$(PIP) --editable '.[docs]'
	@touch $@

# Each process has neighbouring tests, which share what they prepare, and takes others' when it is done.
TESTS := $(BIN)/python -m pytest -m 'not browser and not engines' --numprocesses 2 --dist worksteal

test: lint types
	$(TESTS)

coverage: $(VENV)/.test
	$(TESTS) --cov --cov-report term

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

test-browser: $(VENV)/.browser
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null && command -v pdftotext >/dev/null || \
		{ echo "Needs Chromium and its driver: apt-get install chromium chromium-driver poppler-utils fonts-liberation" >&2; exit 2; }
	$(BIN)/python -m pytest -m browser

test-engines: $(VENV)/.engines
	@command -v java >/dev/null || { echo "Needs Java 17: apt-get install openjdk-17-jre-headless" >&2; exit 2; }
	$(BIN)/python -m pytest -m engines

# Looks for input that breaks the readers, guided by the code it reaches.
FUZZ_SECONDS ?= 120
fuzz: $(VENV)/.test
	$(PIP) --editable '.[fuzz]'
	$(BIN)/python tests/fuzz.py claim -max_total_time=$(FUZZ_SECONDS)
	$(BIN)/python tests/fuzz.py readers -max_total_time=$(FUZZ_SECONDS)
	$(BIN)/python tests/fuzz.py records -max_total_time=$(FUZZ_SECONDS)

bench: $(VENV)/.engines
	$(BIN)/python benchmarks/load_published.py $(PUBLISHED)
	$(BIN)/python benchmarks/whole_audit.py $(PUBLISHED)
	$(BIN)/python benchmarks/trials.py $(EVIDENCE)
	$(BIN)/python benchmarks/synth.py $(BENCH)
	$(BIN)/python benchmarks/validate.py $(BENCH)
	$(BIN)/python benchmarks/measures.py $(BENCH)
	$(BIN)/python benchmarks/value.py
	$(BIN)/python benchmarks/outcomes.py $(BENCH)
	$(BIN)/python benchmarks/forensics.py $(BENCH)

# Makes a synthetic England and writes its figures beside the published ones, for the documentation.
calibration: setup
	$(BIN)/python benchmarks/calibrate.py docs/calibration.csv

# Simulates the error rates of the forensic tests anew, some thirty-five minutes of processor time, and ships them with the program.
CHARACTERISTICS := src/caseness/forensics/operating_characteristics/data
WORKERS ?= 2
validate: setup
	$(BIN)/caseness forensics validate --out operating-characteristics --workers $(WORKERS) --resume
	cp operating-characteristics/operating_characteristics.csv $(CHARACTERISTICS)/

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx -W --keep-going -b html docs docs/_build/html
	@echo "Documentation: docs/_build/html/index.html"

clean:
	rm -rf $(VENV) build dist docs/_build docs/reference .coverage
