# Every target sets up what it needs (packaging/setup.sh) and asks nothing.
SHELL := /bin/bash
PYTHON := .venv/bin/python
ARGS ?=
# Compiled once: each start of ours, and each test that starts one, would compile the product again.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help
.PHONY: help setup setup-interop setup-web setup-lighthouse demo utility companion web-screens test check bench gallery screens manual conformance soak web-test lighthouse interop lock clean

help:
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 16

setup: ## system packages (as root) and .venv
	@packaging/setup.sh

setup-interop:
	@packaging/setup.sh interop

setup-web:
	@packaging/setup.sh web

setup-lighthouse:
	@packaging/setup.sh lighthouse

demo: setup ## a simulated house and the kiosk that reads it (ARGS="--speed 60")
	@packaging/virtual-screen.sh $(PYTHON) -m hemsapp demo $(ARGS)

utility: setup ## a whole utility with its website; prints the addresses and who may sign in
	@$(PYTHON) -m hemsapp utility $(ARGS)

companion: setup ## a second window on the home of `make demo`, in another terminal
	@packaging/virtual-screen.sh $(PYTHON) -m hemsapp companion --folder $${TMPDIR:-/tmp}/hemsapp-companion \
	  --main 127.0.0.1 --name Kitchen $(ARGS)

test: setup ## everything that can be checked in a few minutes
	xvfb-run -a -s "-screen 0 1280x800x24 -nolisten tcp" $(PYTHON) -m pytest -n 2 --dist loadgroup $(ARGS)

check: setup ## linters, types, and the architecture's contracts
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

bench: setup ## the figures, on this machine
	$(PYTHON) -m tests.bench $(ARGS)

gallery: setup ## every widget in every state, as pictures in build/gallery
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m hemsapp gallery build/gallery

screens: setup ## the pictures of the documentation, in docs/screens
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m hemsapp gallery --docs docs/screens

web-screens: setup-web ## the pictures of the website's pages, in docs/screens/web
	PYTHONPATH=. $(PYTHON) -m tests.web.screens docs/screens/web

manual: setup ## the users' manual as a PDF in build/manual, in each language
	@mkdir -p build/manual
	for tag in en-US es-US fr-CA; do \
	  $(PYTHON) -m hemsapp manual --pdf build/manual/hemsapp-$$tag.pdf --language $$tag || exit 1; done

conformance: setup ## docs/conformance.md from the register of duties and the tests that name them
	$(PYTHON) -m tests.conformance

soak: setup ## what takes minutes or hours
	xvfb-run -a $(PYTHON) -m pytest -m soak $(ARGS)

web-test: setup-web ## the website and the console in a headless Chromium
	$(PYTHON) -m pytest -m browser tests $(ARGS)

lighthouse: setup-lighthouse ## Lighthouse judges every page of the website: docs/lighthouse.md
	@cd tests/web && npm ci --no-audit --no-fund --loglevel=error
	PYTHONPATH=. $(PYTHON) -m tests.web.lighthouse docs/lighthouse.md

interop: setup-interop ## independent judges: zigbee-herdsman, tshark, Mosquitto, PostgreSQL
	@if [ -f tests/interop/package-lock.json ]; then cd tests/interop && npm ci --no-audit --no-fund --loglevel=error; fi
	$(PYTHON) -m pytest -m interop tests/interop $(ARGS)

lock: setup ## requirements.lock anew from pyproject.toml
	$(PYTHON) -m pip install -q uv
	.venv/bin/uv pip compile --universal --python-version 3.11 --all-extras --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links -o requirements.lock pyproject.toml

clean: ## what was made here
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis tests/interop/node_modules tests/web/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
