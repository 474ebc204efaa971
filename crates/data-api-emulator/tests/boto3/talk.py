"""boto3 talks to the emulator at the URL given: every operation, then the shapes of all that was said."""

import json
import sys
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from shapes import COMMON_ERRORS, Exchanges

URL = sys.argv[1]
WHERE = {"ClusterIdentifier": "emulated", "Database": "dev"}
SQL = "select cast(7 as bigint) as n, cast(:t as varchar(9)) as t, cast(0.5 as float8) as d, true as b, null as x"
PARAMETERS = [{"name": "t", "value": "it's"}]

# Members of the model that the emulator never sends, each with its reason.
NEVER_SENT = {
    "ExecuteStatement": {"SessionId": "there are no sessions", "DbGroups": "there are no groups"},
    "BatchExecuteStatement": {"SessionId": "there are no sessions", "DbGroups": "there are no groups"},
    "DescribeStatement": {
        "SessionId": "there are no sessions",
        "RedshiftQueryUuid": "the warehouse behind it has none",
        "SubStatements.RedshiftQueryUuid": "the warehouse behind it has none",
    },
    "ListStatements": {"Statements.SessionId": "there are no sessions"},
    "GetStatementResult": {
        "ColumnMetadata.columnDefault": "a result has no defaults",
        "Records.blobValue": "no type of Redshift's SQL arrives as one",
    },
    "ListDatabases": {"NextToken": "a sample has one database"},
    "GetStatementResultV2": {"ColumnMetadata.columnDefault": "a result has no defaults"},
}


def client(key="AKIABOTO", validate=True):
    config = Config(region_name="us-east-1", retries={"total_max_attempts": 1}, parameter_validation=validate)
    keys = {"aws_access_key_id": key, "aws_secret_access_key": "secret"}
    return boto3.client("redshift-data", endpoint_url=URL, config=config, **keys)


def control(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{URL}/_emulator/{path}", data, method=method)
    with urllib.request.urlopen(request) as response:
        return json.loads(response.read())


def refused(name, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == name, error
        assert error.response["Error"]["Message"], error
        return error
    raise AssertionError(f"{call} was not refused")


def statements(api):
    taken = api.execute_statement(
        **WHERE, Sql=SQL, Parameters=PARAMETERS, DbUser="reviewer", StatementName="run/One/1", WithEvent=False,
        ClientToken="one", ResultFormat="JSON", WaitTimeSeconds=30,
    )
    assert taken["Status"] == "FINISHED" and taken["HasResultSet"], taken
    described = api.describe_statement(Id=taken["Id"], WaitTimeSeconds=1)
    assert described["ResultRows"] == 1 and described["CreatedAt"] <= described["UpdatedAt"], described
    result = api.get_statement_result(Id=taken["Id"], WaitTimeSeconds=1)
    assert result["Records"] == [
        [{"longValue": 7}, {"stringValue": "it's"}, {"doubleValue": 0.5}, {"booleanValue": True}, {"isNull": True}]
    ], result
    secret = api.execute_statement(**WHERE, Sql="select 1 as n", SecretArn="arn:secret", WaitTimeSeconds=30)
    assert "SecretArn" in api.describe_statement(Id=secret["Id"])
    failed = api.execute_statement(**WHERE, Sql="select * from nowhere", WaitTimeSeconds=30)
    assert api.describe_statement(Id=failed["Id"])["Error"].startswith("ERROR: ")
    serverless = api.execute_statement(WorkgroupName="serverless", Database="dev", Sql="select 1 as n", WaitTimeSeconds=9)
    assert "WorkgroupName" in api.describe_statement(Id=serverless["Id"])
    return taken["Id"]


def pages(api):
    sql = "select 1 as n union all select 2 union all select 3 order by 1"
    taken = api.execute_statement(**WHERE, Sql=sql, WaitTimeSeconds=30)
    paginator = api.get_paginator("get_statement_result")
    rows = [row[0]["longValue"] for page in paginator.paginate(Id=taken["Id"]) for row in page["Records"]]
    assert rows == [1, 2, 3], rows
    taken = api.execute_statement(**WHERE, Sql=sql, ResultFormat="CSV", WaitTimeSeconds=30)
    paginator = api.get_paginator("get_statement_result_v2")
    chunks = [chunk["CSVRecords"] for page in paginator.paginate(Id=taken["Id"]) for chunk in page["Records"]]
    assert "".join(chunks) == "n\r\n1\r\n2\r\n3\r\n", chunks
    api.get_statement_result_v2(Id=taken["Id"], WaitTimeSeconds=1)


def batches(api):
    batch = api.batch_execute_statement(
        **WHERE, Sqls=["select cast(:t as varchar(9)) as t", "select * from nowhere"], Parameters=PARAMETERS,
        StatementName="run/Batch/1", WithEvent=False, ClientToken="batch", ResultFormat="JSON", DbUser="reviewer",
        ExecutionMode="AUTO_COMMIT", WaitTimeSeconds=30,
    )
    described = api.describe_statement(Id=batch["Id"])
    assert [sub["Status"] for sub in described["SubStatements"]] == ["FINISHED", "FAILED"], described
    api.get_statement_result(Id=f"{batch['Id']}:1")
    api.batch_execute_statement(
        WorkgroupName="serverless", Database="dev", Sqls=["select 1 as n"], SecretArn="arn:secret", WaitTimeSeconds=30
    )


def lists(api):
    listed = api.list_statements(
        StatementName="run/", Status="ALL", RoleLevel=True, Database="dev", ClusterIdentifier="emulated", MaxResults=1
    )
    names = [listed["Statements"][0]["StatementName"]]
    while "NextToken" in listed:
        listed = api.list_statements(
            StatementName="run/", Status="ALL", RoleLevel=True, Database="dev", ClusterIdentifier="emulated",
            MaxResults=1, NextToken=listed["NextToken"],
        )
        names.append(listed["Statements"][0]["StatementName"])
    assert names == ["run/Batch/1", "run/One/1"], names
    api.list_statements(WorkgroupName="serverless")
    # One that came with a secret.
    assert any("SecretArn" in one for one in api.list_statements(MaxResults=100)["Statements"])
    databases = api.list_databases(**WHERE, DbUser="reviewer", MaxResults=10)
    assert databases["Databases"] == ["dev"], databases
    api.list_databases(WorkgroupName="serverless", Database="dev", SecretArn="arn:secret")


def cancels(api):
    taken = api.execute_statement(**WHERE, Sql="select 1 as n", StatementName="run/Slow/1", WaitTimeSeconds=1)
    assert taken["Status"] == "STARTED", taken
    refused("ResourceNotFoundException", api.get_statement_result, Id=taken["Id"])
    assert api.cancel_statement(Id=taken["Id"])["Status"] is True
    refused("ValidationException", api.cancel_statement, Id=taken["Id"])
    assert api.describe_statement(Id=taken["Id"])["Status"] == "ABORTED"
    ended = api.execute_statement(**WHERE, Sql="select 1 as n", StatementName="run/Slow/2", WaitTimeSeconds=1)
    control("POST", f"statements/{ended['Id']}", {"do": "abort", "status": "FAILED", "error": "ERROR: by a rule"})
    assert api.describe_statement(Id=ended["Id"])["Error"] == "ERROR: by a rule"


def refusals(api, id):
    loose = client(validate=False)
    refused("ValidationException", loose.execute_statement, **WHERE)
    refused("ValidationException", loose.execute_statement, **WHERE, Sql="select 1", WaitTimeSeconds=31)
    refused("SerializationException", loose.execute_statement, **WHERE, Sql="select 1", WaitTimeSeconds="x")
    refused("ValidationException", loose.describe_statement, Id="x")
    for sessions in ({"SessionKeepAliveSeconds": 9}, {"SessionId": id}):
        refused("ValidationException", api.execute_statement, **WHERE, Sql="select 1", **sessions)
        refused("ValidationException", api.batch_execute_statement, **WHERE, Sqls=["select 1"], **sessions)
    refused("ValidationException", api.list_databases, **WHERE, NextToken="x")
    refused("ValidationException", api.get_statement_result, Id=id, NextToken="x")
    refused("ResourceNotFoundException", client("AKIASTRANGER").describe_statement, Id=id)
    refused("UnknownOperationException", api.list_tables, **WHERE)


def faults(api, id):
    for fault, name in (
        ({"fault": "throttle", "operation": "DescribeStatement"}, "ThrottlingException"),
        ({"fault": "paused_cluster", "operation": "DescribeStatement"}, "ValidationException"),
        ({"fault": "error", "name": "InternalServerException"}, "InternalServerException"),
        ({"fault": "error", "name": "AccessDeniedException"}, "AccessDeniedException"),
    ):
        control("POST", "faults", fault)
        refused(name, api.describe_statement, Id=id)
    control("POST", "faults", {"fault": "error", "name": "ExecuteStatementException"})
    refused("ExecuteStatementException", api.execute_statement, **WHERE, Sql="select 1 as n")
    control("POST", "faults", {"fault": "throttle", "times": 0})
    control("DELETE", "faults")
    control("POST", f"statements/{id}", {"do": "expire_result"})
    refused("ResourceNotFoundException", api.get_statement_result, Id=id)
    calls = control("GET", "calls")
    assert calls[0]["operation"] == "ExecuteStatement" and calls[0]["role"] == "AKIABOTO", calls[0]
    assert calls[0]["statement_name"] == "run/One/1" and calls[0]["id"] == id, calls[0]
    control("DELETE", "calls")
    assert control("GET", "calls") == []


def check_coverage(model, coverage):
    """Every member of the model was sent or came, or is named with a reason."""
    served = set(coverage) - {"ListTables"}
    assert len(served) == 8, served
    for name in sorted(served):
        operation = model.operation_model(name)
        sent, came = coverage[name]
        unsent = set(operation.input_shape.members) - sent
        assert not unsent, f"{name}: {unsent} never sent"
        expected = members(operation.output_shape)
        excepted = NEVER_SENT.get(name, {})
        assert not set(excepted) & came, f"{name}: {set(excepted) & came} comes after all"
        assert not expected - came - set(excepted), f"{name}: {expected - came - set(excepted)} never came"


def members(shape, path=""):
    if shape.type_name == "list":
        return members(shape.member, path)
    if shape.type_name != "structure":
        return set()
    found = set()
    for name, member in shape.members.items():
        found |= {f"{path}{name}"} | members(member, f"{path}{name}.")
    return found


def main():
    exchanges = Exchanges()
    api = client()
    id = statements(api)
    pages(api)
    batches(api)
    lists(api)
    cancels(api)
    refusals(api, id)
    faults(api, id)
    check_coverage(*exchanges.check())
    print(f"{len(exchanges.seen)} exchanges are as botocore's model says; common errors: {sorted(COMMON_ERRORS)}")


main()
