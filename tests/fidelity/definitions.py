"""The Matrix specification's own definitions of requests and answers, and what departs from them."""

import json
import pathlib
import urllib.parse

import jsonschema


class Definitions:
    """Read from a file of operations, each with method, path and JSON Schemas, and of definitions
    that these refer to."""

    def __init__(self, path):
        read = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
        self.shared = read["definitions"]
        self.operations = {}
        for operation in read["operations"]:
            place = (operation["method"], len(operation["path"].split("/")))
            self.operations.setdefault(place, []).append(operation)
        self.validators = {}

    def find(self, method, target):
        """The operation of a request, or None for one that is not of the specification."""
        segments = target.split("?")[0].replace("/client/r0/", "/client/v3/").split("/")
        found = None
        for operation in self.operations.get((method, len(segments)), []):
            wanted = operation["path"].split("/")
            fits = all(one == other or one.startswith("{") for one, other in zip(wanted, segments))
            # Of /a/{b} and /a/c, the one that says more.
            if fits and (found is None or operation["path"].count("{") < found["path"].count("{")):
                found = operation
        return found

    def departures(self, exchange):
        """Sentences on what of an exchange is not as the specification says."""
        operation = self.find(exchange["method"], exchange["target"])
        if operation is None:
            return []
        told = []
        if operation["request"] is not None and exchange["status"] < 400:
            told += self.compare(operation, "request", operation["request"], exchange["request"])
            told += missing_query(operation, exchange["target"])
        answer = operation["responses"].get(str(exchange["status"]))
        if answer is not None:
            told += self.compare(operation, f"answer {exchange['status']}", answer, exchange["answer"])
        elif exchange["status"] >= 400:
            error = {"application/json": {"$ref": "#/definitions/api.client-server.definitions.errors.error"}}
            told += self.compare(operation, f"answer {exchange['status']}", error, exchange["answer"])
        elif exchange["status"] not in (204, 304):
            told.append(f"{operation['id']}: status {exchange['status']} is not among its answers")
        return told

    def compare(self, operation, what, by_type, text):
        schema = by_type.get("application/json")
        if schema is None:
            return []
        try:
            value = json.loads(text)
        except ValueError:
            return [f"{operation['id']} {what}: no JSON"]
        key = (operation["id"], what)
        if key not in self.validators:
            whole = {**schema, "definitions": self.shared}
            self.validators[key] = jsonschema.Draft202012Validator(whole)
        return [f"{operation['id']} {what}: {place(problem)}: {problem.message[:200]}"
                for problem in self.validators[key].iter_errors(value)]


def place(problem):
    """Where in the value; IDs and places in lists are left out, so that equal departures are told once."""
    words = ["*" if isinstance(word, int) or word[:1] in "!@$#" else word for word in problem.absolute_path]
    return "/".join(words) or "the whole"


def missing_query(operation, target):
    given = urllib.parse.parse_qs(target.partition("?")[2], keep_blank_values=True)
    return [f"{operation['id']}: the query has no {one['name']}" for one in operation["query"]
            if isinstance(one, dict) and one.get("required") and one["name"] not in given]
