# `make help` lists what can be done here.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 5000

.DEFAULT_GOAL := help
.PHONY: help run test lint pictures clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.run: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.test: requirements.txt requirements-test.txt $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.txt
	touch $@

run: $(VENV)/.run  ## Serve on http://127.0.0.1:5000, with the courier running
	@echo "Open http://127.0.0.1:$(PORT)/ in a browser. Stop with Ctrl+C."
	@$(BIN)/flask --app app run --port $(PORT)

test: $(VENV)/.test lint  ## Install what the tests need and run all of them
	sh tests/install-debian-packages.sh
	$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/.test  ## Style, types, import direction and the numbers of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app.py settings.py policy forms pdf register mail web
	$(BIN)/python -m tests.house

pictures: $(VENV)/.test  ## Take the pictures of the user guide anew
	$(BIN)/python -m docs.make_pictures

clean:  ## Remove everything that was made here, the register excepted
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
