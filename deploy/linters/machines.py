"""What must hold of every state machine beyond the language itself; and copies with the placeholders filled in.

usage: machines.py MACHINES_FOLDER MACHINES_TEMPLATE OUT_FOLDER

- Placeholders are those that the template substitutes for this machine, no more and no less: one that is missing fails
  the deployment, one too many is a permission or a name that nobody needs.
- No partition is written out, since `arn:aws:` does not exist in China or in the government's Regions.
- Every task ends: TimeoutSeconds; is tried again with growing, spread pauses: Retry with a factor, a longest pause and
  jitter; and leads somewhere when it fails for good: Catch of States.ALL.
OUT_FOLDER gets the machines with sample values, for validators that know no placeholders. Exit status 1: a finding.
"""

import json
import pathlib
import re
import sys

import yaml

PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9]+)\}")
PARTITION = re.compile(r"arn:aws[a-z-]*:")
SPREAD = ("BackoffRate", "MaxDelaySeconds", "JitterStrategy")


class Template(yaml.SafeLoader):
    """Reads a template; what its short functions (!Ref, !Sub, ...) hold does not matter here."""


Template.add_multi_constructor("!", lambda loader, suffix, node: f"!{suffix}")


def substitutions(template):
    """{file name: names substituted in it}, by the names of the parameters that hold the keys."""
    machines = {}
    for name, resource in yaml.load(template.read_text(), Template)["Resources"].items():
        if resource["Type"] == "AWS::StepFunctions::StateMachine":
            stem = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()
            machines[f"{stem}.asl.json"] = set(resource["Properties"]["DefinitionSubstitutions"])
    return machines


def tasks(node, path=""):
    """Every (path, task) in a machine, however deep."""
    if isinstance(node, dict):
        if node.get("Type") == "Task":
            yield path, node
        for key, value in node.items():
            yield from tasks(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from tasks(value, f"{path}/{index}")


def of_task(task):
    if "TimeoutSeconds" not in task:
        yield "no TimeoutSeconds: it could wait for ever"
    if not task.get("Retry"):
        yield "no Retry: a passing failure ends it"
    for rule in task.get("Retry", []):
        for field in SPREAD:
            if rule.get("MaxAttempts", 3) > 0 and field not in rule:
                yield f"Retry of {rule['ErrorEquals']} without {field}: all lanes would try again at once"
    if not any("States.ALL" in rule["ErrorEquals"] for rule in task.get("Catch", [])):
        yield "no Catch of States.ALL: its failure would be recorded nowhere"


def of_machine(text, known):
    used = set(PLACEHOLDER.findall(text))
    for name in sorted(used - known):
        yield f"${{{name}}} is not among the DefinitionSubstitutions"
    for name in sorted(known - used):
        yield f"the DefinitionSubstitutions give {name}, which it does not use"
    if PARTITION.search(text):
        yield "an ARN names its partition; write arn:${Partition}:"
    for path, task in tasks(json.loads(text)):
        for problem in of_task(task):
            yield f"{path}: {problem}"


def sample(name):
    """A value that a placeholder may have."""
    if name == "Partition":
        return "aws"
    kind = "lambda" if name.endswith("Function") else "states"
    what = f"function:{name}:live" if kind == "lambda" else f"stateMachine:{name}"
    return f"arn:aws:{kind}:eu-west-1:123456789012:{what}"


def main(folder, template, out):
    known = substitutions(pathlib.Path(template))
    files = sorted(pathlib.Path(folder).glob("*.asl.json"))
    findings = [f"{name}: in the template, but there is no such file" for name in sorted(set(known) - {f.name for f in files})]
    for file in files:
        text = file.read_text()
        findings += [f"{file.name}: {problem}" for problem in of_machine(text, known.get(file.name, set()))]
        filled = PLACEHOLDER.sub(lambda found: sample(found[1]), text)
        (pathlib.Path(out) / file.name).write_text(filled)
    print("\n".join(findings) or f"{len(files)} state machines: placeholders, time limits, retries and catches are there")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
