"""Reads the policies of a deployment's roles, as they are after CloudFormation put the real values in.

usage: policies.py ENDPOINT POLICIES.jsonl     (or `snapshot` from a test, as often as stacks come and go)
Each line: name prefix of the stack, the role's name without it, its ARN, its policies, and whom it trusts.
"""

import json
import sys

import boto3

# What the names of a stack's roles end with. The role for the warehouse is the one that every stack has by this name.
ANCHOR = "-warehouse-access"


def roles(iam):
    pages = iam.get_paginator("list_roles").paginate()
    return [role for page in pages for role in page["Roles"]]


def documents(iam, role):
    """{policy name: document} of a role, inline and attached."""
    found = {}
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        found[name] = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    for attached in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        policy = iam.get_policy(PolicyArn=attached["PolicyArn"])["Policy"]
        version = iam.get_policy_version(PolicyArn=policy["Arn"], VersionId=policy["DefaultVersionId"])
        found[attached["PolicyName"]] = version["PolicyVersion"]["Document"]
    return found


def snapshot(iam, path):
    """Appends the roles of all stacks that exist now; roles that did not change since are written once."""
    path_text = path.read_text() if path.exists() else ""
    known = set(path_text.splitlines())
    present = roles(iam)
    prefixes = [role["RoleName"].removesuffix(ANCHOR) for role in present if role["RoleName"].endswith(ANCHOR)]
    with open(path, "a") as out:
        for role in present:
            # The longest prefix: one stack's may begin with another's.
            of = max((prefix for prefix in prefixes if role["RoleName"].startswith(f"{prefix}-")), key=len, default=None)
            if of is None:
                continue
            line = json.dumps(
                {
                    "prefix": of,
                    "role": role["RoleName"].removeprefix(f"{of}-"),
                    "arn": role["Arn"],
                    "policies": documents(iam, role["RoleName"]),
                    "trust": role["AssumeRolePolicyDocument"],
                },
                sort_keys=True,
            )
            if line not in known:
                out.write(line + "\n")


if __name__ == "__main__":
    import pathlib

    endpoint, out = sys.argv[1:]
    client = boto3.client(
        "iam", endpoint_url=endpoint, region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    snapshot(client, pathlib.Path(out))
