# Everything runs in .venv, which is made when it is missing. `make help` lists what there is.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/ready
COURSE := course/expected.json

.DEFAULT_GOAL := help
.PHONY: help setup build grade test check bench lab clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(READY) ## make .venv and install everything into it

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[instructor,cluster,dev]'
	@touch $@

build: $(READY) ## build solution notebooks and student releases from the text in solutions/
	$(BIN)/kit build

grade: $(READY) ## write the sample class, grade it, fail when a score is not as expected
	$(BIN)/kit sample
	$(BIN)/kit grade --expect $(COURSE)
	$(BIN)/kit feedback

check: $(READY) ## all that CI checks but the slow tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/kit build --check
	$(BIN)/pytest -q -n 2 -m 'not slow'

test: check ## all tests: units, notebooks, sample class
	$(BIN)/pytest -q -p no:cacheprovider --nbval solutions/cnn/cnn.ipynb solutions/rnn/rnn.ipynb
	$(BIN)/pytest -q -m slow -n 2 --dist loadfile

bench: $(READY) ## print how long things take, as ratios measured side by side
	$(BIN)/python -m benchmarks

lab: $(READY) ## open JupyterLab with formgrader and the notebooks
	$(BIN)/jupyter lab

clean: ## remove .venv, caches and the course folder
	rm -rf .venv .pytest_cache .ruff_cache course build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
