"""The table of planted bugs: how long each way of mutating needed for each of them."""
import math

BEGIN = "<!-- the table: written by scripts/fuzz-bench --table -->"
END = "<!-- the end of the table -->"


def runs_of(result, way, seeds):
    return [result.get(way, {})[str(seed)] for seed in range(1, seeds + 1) if str(seed) in result.get(way, {})]


def median(values):
    """The middle one; of an even number the upper, so that a miss is not halved away."""
    return sorted(values)[len(values) // 2] if values else math.inf


def is_found(run):
    """By the check that the patch names: another one may have seen another bug."""
    return run["found"] and run["right"]


def median_of(runs, key):
    """Over all runs; one that did not find the bug counts as endless."""
    return median([run[key] if is_found(run) else math.inf for run in runs])


def count(number):
    return f"{number:,}"


def cell(runs):
    if not runs:
        return "–"
    found = sum(is_found(run) for run in runs)
    executions = median_of(runs, "executions")
    if executions == math.inf:
        spent = median([run["executions"] for run in runs])
        return f"not found ({count(spent)})" if not found else f"{found} of {len(runs)} ({count(spent)})"
    seconds = median_of(runs, "seconds")
    text = f"{count(executions)} / {seconds:.1f} s"
    return text if found == len(runs) else f"{text}, {found} of {len(runs)}"


def ratio(structured, plain):
    """How many times as many executions plain bytes need."""
    if not structured or not plain:
        return "–"
    own, other = median_of(structured, "executions"), median_of(plain, "executions")
    if own == math.inf and other == math.inf:
        return "–"
    if other == math.inf:
        return "> " + written(median([run["executions"] for run in plain]) / own)
    if own == math.inf:
        return "< " + written(other / median([run["executions"] for run in structured]))
    return written(other / own)


def written(quotient):
    return f"{quotient:,.0f}" if quotient >= 10 else f"{quotient:.1f}" if quotient >= 1 else f"{quotient:.2f}"


def table(rows, seeds, seconds):
    lines = [f"Median of {seeds} seeds, at most {seconds} s each.", "",
             "| bug | target | what notices it | seeds aside | own mutator | plain bytes | ratio |",
             "|---|---|---|---|---|---|---|"]
    sought = own_found = plain_sought = plain_found = plain_wins = 0
    for bug, result in rows:
        own, plain = runs_of(result, "structure", seeds), runs_of(result, "bytes", seeds)
        aside = f"{result['aside']} of {result['of']}" if "of" in result else "–"
        lines.append(f"| `{bug.name}`: {bug.what} | `{bug.target}` | {bug.oracle} | {aside} | {cell(own)} | "
                     f"{cell(plain)} | {ratio(own, plain)} |")
        best = own or plain  # a target without a mutator of its own has plain bytes only
        sought += bool(best)
        plain_sought += bool(plain)
        own_found += median_of(best, "executions") < math.inf
        plain_found += median_of(plain, "executions") < math.inf
        plain_wins += bool(own) and median_of(plain, "executions") < median_of(own, "executions")
    plainly = f"plain bytes find {plain_found} of {plain_sought}, and need fewer executions for {plain_wins}"
    lines += ["", f"Of {sought} bugs that were sought the targets find {own_found} in the median; "
                  f"{plainly if plain_sought else 'plain bytes were not tried'}."]
    return "\n".join(lines)


def problems(rows, seeds):
    """What the bench was made to notice: a bug that is not found, or by another word than its patch tells."""
    found = []
    for bug, result in rows:
        runs = runs_of(result, "structure", seeds) or runs_of(result, "bytes", seeds)
        if median_of(runs, "executions") == math.inf:
            found.append(f"{bug.name} is not found by {bug.target}")
        for run in runs + runs_of(result, "bytes", seeds):
            if run["found"] and not run["right"]:
                found.append(f"{bug.name}: {bug.target} says \"{run['said']}\", expected {bug.says}")
                break
    return found
