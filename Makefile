# Each target makes .venv itself and installs what it needs.
PYTHON ?= python3
BIN := .venv/bin
LIGHT := .venv/.light
FULL := .venv/.full

.PHONY: demo test check train clean

demo: $(LIGHT)
	$(BIN)/marsad extract seeds/deir-ez-zor-2017-01.txt --published 2017-01-17 --format view

test: $(FULL)
	$(BIN)/pytest

check: $(FULL)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/marsad annotations check annotations/corpora

train: $(FULL)
	$(BIN)/marsad train training/configs/compact.toml

clean:
	rm -rf .venv runs dist

$(BIN)/python:
	$(PYTHON) -m venv .venv

# The light package: no torch.
$(LIGHT): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	touch $@

$(FULL): pyproject.toml constraints.txt | $(BIN)/python
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[train,dev]'
	touch $@ $(LIGHT)
