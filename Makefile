# `make help` lists what can be done here.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 5000

.DEFAULT_GOAL := help
.PHONY: help run demo test lint audit sbom house kinds check-documents check-codes check-forms check-libreoffice check-scrambled check-search check-year check-api check-kills check-paper-kills check-debian bench pictures lock clean

help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(VENV)/.run: requirements.lock
	@sh deploy/make-venv.sh "$(PYTHON)" "$(VENV)"
	@echo "Fetching Python packages. The first time it may take some minutes."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	@echo "Fetching the Python packages of the tests."
	@# The lock names all there is: pip refuses what is asked for with an extra and pinned without.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-test.lock
	@$(BIN)/python -m pip check
	touch $@

run: $(VENV)/.run  ## Serve on http://127.0.0.1:5000 (or PORT=), with the courier running
	@echo "Open http://127.0.0.1:$(PORT)/ in a browser. Stop with Ctrl+C."
	@$(BIN)/flask --app app run --port $(PORT)

demo: $(VENV)/.run  ## Fill an empty register with two hundred made-up plans, before `make run`
	@$(BIN)/flask --app app demo

test: $(VENV)/.test lint  ## Install what the tests need and run all of them
	sh tests/install-debian-packages.sh
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.test  ## Style, types, import direction and the numbers of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy app.py settings.py swedish.py policy forms pdf intake register mail rounds office web commands bench tests
	$(BIN)/python -m tests.house

# Strict, or what cannot be looked up would count as sound.
audit:  ## Ask whether a fault of any pinned package is known (needs the network)
	$(PYTHON) -m venv $(VENV)-audit
	$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check pip-audit==2.10.1
	for name in requirements requirements-test; do \
		$(VENV)-audit/bin/pip-audit --strict --disable-pip --require-hashes -r $$name.lock || exit 1; \
	done

# By what each package says of itself, so they are installed, alone.
sbom:  ## List what runs, with licences, for machines: build/sbom.json (needs the network)
	$(PYTHON) -m venv $(VENV)-sbom
	$(VENV)-sbom/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom==7.5.0
	$(PYTHON) -m venv --clear --without-pip $(VENV)-sbom/run
	$(VENV)-sbom/bin/python -m pip --python $(VENV)-sbom/run/bin/python install --quiet \
		--disable-pip-version-check --require-hashes -r requirements.lock
	mkdir -p build
	{ echo '[project]'; echo 'name = "blanketter"'; echo 'license = "EUPL-1.2"'; \
	sed -n 's/^VERSION/version/p' version.py; echo 'dependencies = ['; \
	sed -n 's/^\([^ #]*==[^ #]*\).*/"\1",/p' requirements.txt; echo ']'; } > build/sbom.toml
	$(VENV)-sbom/bin/cyclonedx-py environment --pyproject build/sbom.toml --output-reproducible \
		--validate --output-file build/sbom.json $(VENV)-sbom/run/bin/python

house: $(VENV)/.test  ## Draw who imports whom: docs/house.svg
	$(BIN)/python -m tests.floorplan

kinds: $(VENV)/.test  ## Write docs/kinds.md out of the classes
	$(BIN)/python -m docs.make_kinds

check-documents: $(VENV)/.test  ## Judge two thousand more documents and blanks with veraPDF, read their codes
	sh tests/install-debian-packages.sh
	$(BIN)/python -m tests.pdf.check_documents

check-codes: $(VENV)/.test  ## Scan printed sheets as poorly as offices do and read their codes (ten minutes)
	$(BIN)/python -m tests.pdf.check_codes --sheets 200

check-libreoffice: $(VENV)/.test  ## See what LibreOffice makes of a filled-in blank and of the public list (needs soffice with Draw and Calc)
	$(BIN)/python -m tests.intake.check_libreoffice
	$(BIN)/python -m tests.web.open.check_libreoffice

check-forms: $(VENV)/.test  ## Hold two thousand made-up forms to the rules of the page, and ours to all rules
	ANY_FORMS=2000 $(BIN)/python -m pytest -q tests/pdf/test_any_form.py tests/forms/test_any_form.py tests/web/filling/test_any_form.py
	EVERY_FORM=200 $(BIN)/python -m pytest -q tests/forms/test_every_form.py

check-scrambled: $(VENV)/.test  ## Read three thousand scrambled PDFs of ours
	SCRAMBLED=3000 $(BIN)/python -m pytest -q tests/intake/test_hostile.py -k scrambled

check-year: $(VENV)/.test  ## Play a year of two hundred accounts beside a ledger, from each database into the other
	YEAR_ACCOUNTS=200 $(BIN)/python -m pytest -q tests/year

check-search: $(VENV)/.test  ## Compare five thousand searches with a plain scan, on both databases
	SEARCHES=5000 $(BIN)/python -m pytest -q tests/register/test_search.py -k scan

check-api: $(VENV)/.test  ## Ask the API three thousand things that nobody would think of
	API_EXAMPLES=300 $(BIN)/python -m pytest -q tests/web/api/test_any_request.py

check-kills: $(VENV)/.test  ## Kill web and couriers a thousand times while plans are filed (an hour)
	sh tests/install-debian-packages.sh
	for database in sqlite postgresql; do $(BIN)/python -m bench.faults --database $$database || exit 1; done

check-paper-kills: $(VENV)/.test  ## Kill whatever runs a thousand times while signed paper comes home (hours)
	sh tests/install-debian-packages.sh
	for database in sqlite postgresql; do $(BIN)/python -m bench.faults.papers --database $$database || exit 1; done

check-debian:  ## Try README on a bare Debian 12 and 13 (as root, with debootstrap; an hour)
	sh tests/check-debian.sh

$(VENV)-bench/.peers: bench/requirements.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	touch $@

bench: $(VENV)/.test $(VENV)-bench/.peers  ## Time our documents beside other programs'
	$(BIN)/python -m bench $(VENV)-bench/bin/python

pictures: $(VENV)/.test  ## Take the pictures of the user guide and of docs/paper.md anew
	$(BIN)/python -m docs.make_pictures
	$(BIN)/python -m docs.make_sheets

lock: requirements.txt requirements-test.txt  ## Lock every file of every package by its digest
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
	for name in requirements requirements-test; do \
		$(VENV)-lock/bin/uv pip compile $$name.txt --universal --python-version 3.11 \
		--generate-hashes --no-annotate --quiet --custom-compile-command "make lock" -o $$name.lock; \
	done

clean:  ## Remove everything that was made here, the register excepted
	rm -rf $(VENV) $(VENV)-audit $(VENV)-bench $(VENV)-lock $(VENV)-sbom .pytest_cache .mypy_cache .ruff_cache .hypothesis
