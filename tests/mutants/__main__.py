"""Shows which changes of the product no test notices: `make mutants PART=name SAMPLE=60`."""

from __future__ import annotations

import argparse
import datetime
import os
import queue
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tomllib
from rich.console import Console
from rich.table import Table
from tqdm import tqdm

from .changes import Mutant, count_mutants, mutants
from .covering import Covering
from .results import Result, Results, known_survivors
from .trials import Copy

PARTS = tomllib.loads(Path(__file__).with_name("parts.toml").read_text("utf-8"))["parts"]
GOAL = 0.9
# A mutant that this many seconds of tests do not notice counts as a survivor.
MOST_SECONDS = 45.0


def draw(
    root: Path, parts: list[str], sample: int | None, seed: str
) -> Iterator[tuple[str, Mutant]]:
    """Yield the mutants of some parts, with the part; of all, a sample."""
    files = [
        (part, path)
        for part in parts
        for folder in PARTS[part]["paths"]
        for path in sorted((root / folder).glob("**/*.py"))
    ]
    texts = {path: path.read_text("utf-8") for _, path in files}
    places = [(part, path, n) for part, path in files for n in range(count_mutants(texts[path]))]
    chosen = (
        places if sample is None else random.Random(seed).sample(places, min(sample, len(places)))
    )
    for part, path in files:
        wanted = {n for _, other, n in chosen if other == path}
        if wanted:
            name = str(path.relative_to(root))
            for mutant in mutants(name, texts[path], wanted):
                yield part, mutant


def tests_for(covering: Covering, mutant: Mutant, text: str) -> tuple[list[str], float]:
    """Return the tests that ran a mutant's line, the likeliest first, and their seconds."""
    found = covering.tests_of(mutant.path, mutant.line, text)
    files: dict[str, list[str]] = {}
    for test in found:
        files.setdefault(test.partition("::")[0], []).append(test)
    module = f"test_{Path(mutant.path).stem}.py"
    cost = {file: sum(found[test] for test in tests) for file, tests in files.items()}
    chosen, seconds = [], 0.0
    for file in sorted(
        files, key=lambda file: (not file.endswith(module), cost[file] / len(files[file]))
    ):
        share = min(1.0, (MOST_SECONDS - seconds) / (cost[file] or 1.0))
        step = max(1, round(1 / share)) if share > 0 else len(files[file])
        chosen += files[file][::step]
        seconds += cost[file] / step
    return chosen, seconds


def _files(covering: Covering, tests: list[str]) -> dict[str, str]:
    return {
        file: digest
        for file, digest in covering.files.items()
        if any(test.partition("::")[0] == file or file.startswith(test + "/") for test in tests)
    }


def try_all(root: Path, kept: Path, chosen: list[tuple[str, Mutant]]) -> list[Result]:
    """Return what came out for mutants; those known from before are not tried again."""
    covering, results = Covering(root, kept / "covering"), Results(kept / "results.jsonl")
    copies: queue.Queue[Copy] = queue.Queue()

    def outcome(job: tuple[str, Mutant]) -> Result:
        part, mutant = job
        old = results.get(mutant)
        if old and old.holds(covering.files):
            return old
        tests, seconds = tests_for(covering, mutant, (root / mutant.path).read_text("utf-8"))
        tests = tests or PARTS[part]["elsewhere"]
        copy = copies.get()
        try:
            noticed = copy.noticed(mutant.path, mutant.text, tests, seconds or MOST_SECONDS)
        finally:
            copies.put(copy)
        where = (mutant.path, mutant.line, mutant.before, mutant.after)
        result = Result(part, *where, noticed, _files(covering, tests))
        results.add(mutant, result)
        return result

    workers = os.cpu_count() or 1
    made = [Copy(root, kept / f"copy-{number}") for number in range(workers)]
    for copy in made:
        copies.put(copy)
    try:
        with ThreadPoolExecutor(workers) as pool:
            return list(tqdm(pool.map(outcome, chosen), total=len(chosen), unit="mutant"))
    finally:
        for copy in made:
            copy.close()


def show(found: list[Result], console: Console) -> bool:
    """Print each part's score and what survived; return whether every part reaches the goal."""
    known = known_survivors()
    told = [r for r in found if r.killed or (r.path, r.before, r.after) not in known]
    table = Table("part", "mutants", "killed", "make no difference", "score")
    scores = []
    for part in dict.fromkeys(result.part for result in found):
        mine = [result for result in told if result.part == part]
        killed = sum(result.killed for result in mine)
        same = sum(result.part == part for result in found) - len(mine)
        scores.append(killed / len(mine) if mine else 1.0)
        table.add_row(part, str(len(mine)), str(killed), str(same), f"{scores[-1]:.1%}")
    for result in told:
        if not result.killed:
            console.print(f"{result.path}:{result.line}", style="bold", highlight=False)
            console.print(f"  - {result.before}\n  + {result.after}", markup=False, highlight=False)
    console.print(table)
    return min(scores, default=1.0) >= GOAL


def main() -> None:
    """Read the options, try the mutants, show what survived."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--sample", type=int, help="try only so many, drawn by the seed")
    parser.add_argument("--seed", default=datetime.date.today().isoformat(), help="default: today")
    options = parser.parse_args()
    unknown = [part for part in options.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; there are {', '.join(PARTS)}")
    root, console = Path(__file__).parents[2], Console(soft_wrap=True)
    kept = root / "build" / "mutants"
    console.print(f"seed {options.seed}")
    chosen = list(draw(root, options.parts or list(PARTS), options.sample, options.seed))
    sys.exit(not show(try_all(root, kept, chosen), console))


if __name__ == "__main__":
    main()
