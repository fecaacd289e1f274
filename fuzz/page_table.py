"""A table that a script writes into a page of docs/, between two marks."""
import sys


def split(page, begin, end):
    """What stands before the table and behind it; ends the program where the page has no place for it."""
    try:
        with open(page, encoding="utf-8") as file:
            text = file.read()
    except OSError as problem:
        sys.exit(f"{page}: {problem.strerror}")
    before, first, rest = text.partition(begin)
    _, last, after = rest.partition(end)
    if not first or not last:
        sys.exit(f"{page}: lacks the lines between which the table stands: {begin}, {end}")
    return before, after


def write(page, begin, end, table):
    before, after = split(page, begin, end)
    with open(page, "w", encoding="utf-8") as file:
        file.write(f"{before}{begin}\n\n{table}\n\n{end}{after}")
