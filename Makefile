# Everything runs in .venv, which is made when it is missing. `make help` lists what there is.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/ready
COURSE := course/expected.json

.DEFAULT_GOAL := help
.PHONY: help setup sandbox build grade test check long evidence bench mutants lowest lab gallery clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(READY) sandbox ## make .venv and install everything into it

sandbox: ## see that there is bubblewrap, which grading needs; install it where that is allowed
	@command -v bwrap > /dev/null \
	  || { [ "$$(id -u)" = 0 ] && apt-get -qq update && apt-get -qq -y install bubblewrap > /dev/null; } \
	  || echo 'Grading needs bubblewrap, its sandbox: sudo apt-get install bubblewrap'

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[instructor,cluster,dev]'
	@touch $@

build: $(READY) ## build solution notebooks and student releases from the text in solutions/
	$(BIN)/kit build

grade: $(READY) sandbox ## write the sample class, grade it, fail when a score is not as expected
	$(BIN)/kit sample
	$(BIN)/kit grade --expect $(COURSE)
	$(BIN)/kit feedback

check: $(READY) sandbox ## what to run before a commit: format, lint, imports, build, quick tests (a minute)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports --no-logo
	$(BIN)/kit build --check & $(BIN)/pytest -q -n 2 -p no:nbval -m 'not slow and not long'; tests=$$?; wait $$! && exit $$tests

test: check ## the same, then both notebooks, attacks, graded classes (a quarter of an hour)
	$(BIN)/pytest -q -p no:cacheprovider -n 2 --dist loadfile --nbval solutions/cnn/cnn.ipynb solutions/rnn/rnn.ipynb
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -p no:nbval -m 'slow and not long'

long: $(READY) sandbox ## every case of the tests that draw a few: once a week
	$(BIN)/pytest -q -n 2 -p no:nbval -m long

evidence: $(READY) ## judge the catalogue: write docs/checks.md and its picture (some minutes)
	$(BIN)/kit evidence

bench: $(READY) ## print how long things take, as ratios measured side by side (half an hour)
	$(BIN)/python -m benchmarks

mutants: $(READY) sandbox ## show which small changes of the product no test notices: PART=grading SAMPLE=60
	$(BIN)/python -m tests.mutants $(PART) $(if $(SAMPLE),--sample $(SAMPLE)) $(if $(SEED),--seed $(SEED))

lowest: ## test starter against the lowest versions that pyproject.toml promises
	mkdir -p build
	sed -n '/^dependencies = \[/,/^\]/s/.*"\([A-Za-z0-9_-]*\)>=\([0-9.]*\)".*/\1==\2/p' pyproject.toml > build/lowest.txt
	cat build/lowest.txt
	$(PYTHON) -m venv build/lowest
	build/lowest/bin/pip install --quiet --constraint build/lowest.txt --editable '.[instructor]' pytest
	@# What students read to the letter depends on the version of torch, so it is held for one alone.
	build/lowest/bin/python -m pytest -q -p no:cacheprovider -o filterwarnings=default --disable-warnings \
	  -m 'not slow' --ignore tests/starter/checks/test_student_texts.py tests/starter

lab: $(READY) ## open formgrader in JupyterLab, beside the releases and the text in solutions/
	$(BIN)/jupyter lab "--LabApp.default_url=/lab?formgrader=true" $(LAB)

gallery: $(READY) ## render the executed solution notebooks to build/gallery/index.html
	$(BIN)/kit gallery

clean: ## remove .venv, caches and the course folder
	rm -rf .venv .pytest_cache .ruff_cache course build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
