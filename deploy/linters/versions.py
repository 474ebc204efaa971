"""A version of a function is made anew when its Description changes, so that must name whatever can change.

usage: versions.py FUNCTIONS_TEMPLATE: exit status 1 when a versioned function has a setting that its Description lacks.
"""

import re
import sys

import yaml

# These cannot change while the function stays: it has its name, its role and its log group from the prefix, CloudFormation
# makes a role with a fixed name once, and the key of the zip is in the Description by its last part.
FIXED = {"NamePrefix", "ArtifactsBucket", "ArtifactsKeyPrefix"}
# Not part of a version (Lambda guide, "Managing Lambda function versions").
UNVERSIONED = {"ReservedConcurrentExecutions", "FunctionName", "Description"}


class Template(yaml.SafeLoader):
    """Reads short functions (!Ref, !Sub, ...) as {"Ref": ...}."""


def short_function(loader, suffix, node):
    kinds = {yaml.ScalarNode: "scalar", yaml.SequenceNode: "sequence", yaml.MappingNode: "mapping"}
    deep = {} if isinstance(node, yaml.ScalarNode) else {"deep": True}
    return {suffix: getattr(loader, f"construct_{kinds[type(node)]}")(node, **deep)}


Template.add_multi_constructor("!", short_function)


def named(node):
    """All names that a value refers to."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref":
                yield value
            elif key == "Sub" and isinstance(value, str):
                yield from re.findall(r"\$\{([A-Za-z]+)", value)
            else:
                yield from named(value)
    elif isinstance(node, list):
        for value in node:
            yield from named(value)


def problems(template):
    resources = template["Resources"]
    for name, version in resources.items():
        if version["Type"] != "AWS::Lambda::Version":
            continue
        function = resources[version["DependsOn"]]["Properties"]
        settings = {key: value for key, value in function.items() if key not in UNVERSIONED}
        wanted = set(named(settings)) & set(template["Parameters"]) - FIXED
        if "Traced" in str(settings):  # conditions stand for the parameters that they compare
            wanted.add("Tracing")
        description = version["Properties"]["Description"]
        for missing in sorted(wanted - set(named(description))):
            yield f"{name}: its Description lacks {missing}; a change of it would have no effect"
        size = f"{function['MemorySize']}MB {function['Timeout']}s"
        if size not in description["Join"][1]:
            yield f"{name}: its Description lacks `{size}`"


if __name__ == "__main__":
    with open(sys.argv[1]) as text:
        found = list(problems(yaml.load(text, Template)))
    print("\n".join(found) or "versions: each Description names all settings")
    sys.exit(int(bool(found)))
