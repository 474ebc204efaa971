"""Asks the services beside the Data API through boto3; compares every answer with the models that botocore ships."""

import json
import sys
import xml.etree.ElementTree as ElementTree

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.httpsession import URLLib3Session

from shapes import check

# Denials stand in no operation of a Query service's model.
COMMON_ERRORS = {"AccessDenied", "AccessDeniedException", "UnknownOperationException", "InvalidAction"}

ROLE = "arn:aws:iam::000000000000:role/reviewer"

last_answer = []


def recording(session, request, send=URLLib3Session.send):
    response = send(session, request)
    last_answer[:] = [response]
    return response


URLLib3Session.send = recording


def client(service, url):
    options = Config(retries={"total_max_attempts": 1})
    return boto3.client(
        service, endpoint_url=url, region_name="us-east-1", config=options,
        aws_access_key_id="AKIAALICE", aws_secret_access_key="secret",
    )


def local(element):
    return element.tag.rpartition("}")[2]


def check_xml(shape, element, place):
    """Fails unless every element below is a member of the shape, and every text is of its type."""
    if shape.type_name == "structure":
        names = {member.serialization.get("name", name): member for name, member in shape.members.items()}
        found = [local(child) for child in element]
        assert set(found) <= set(names), f"{place}: {set(found) - set(names)} not in the model"
        missing = {name for name in shape.required_members} - set(found)
        assert not missing, f"{place}: {missing} missing"
        for child in element:
            check_xml(names[local(child)], child, f"{place}.{local(child)}")
    elif shape.type_name == "list":
        name = shape.member.serialization.get("name", "member")
        for child in element:
            assert local(child) == name, f"{place}: {local(child)} in place of {name}"
            check_xml(shape.member, child, f"{place}[]")
    elif shape.type_name in ("integer", "long"):
        int(element.text)
    elif shape.type_name == "boolean":
        assert element.text in ("true", "false"), f"{place}: {element.text!r}"
    else:
        assert element.text, f"{place}: no text"


def check_answer(operation, protocol, response):
    name = operation.name
    if protocol == "json":
        check(operation.output_shape, json.loads(response.content), f"{name} answer")
        return
    root = ElementTree.fromstring(response.content)
    assert local(root) == f"{name}Response", local(root)
    result, metadata = root[0], root[1]
    if local(result) == "ResponseMetadata":
        result, metadata = metadata, result
    assert local(result) == operation.output_shape.serialization["resultWrapper"]
    assert metadata[0].text, "a request has an id"
    check_xml(operation.output_shape, result, f"{name} answer")


def check_error(operation, error, response):
    code = error.response["Error"]["Code"]
    declared = {shape.error_code: shape for shape in operation.error_shapes}
    assert error.response["Error"]["Message"], operation.name
    if code in declared:
        status = declared[code].metadata.get("error", {}).get("httpStatusCode", 400)
        assert response.status_code == status, f"{operation.name} {code}: {response.status_code}"
    else:
        assert code in COMMON_ERRORS, f"{operation.name} does not declare {code}"


def call(url, service, name, expected=None, **parameters):
    """Calls an operation; answers what boto3 makes of it. `expected` is the code of the error that has to come."""
    asked = client(service, url)
    model = asked.meta.service_model
    operation = model.operation_model(name)
    method = next(python for python, api in asked.meta.method_to_api_mapping.items() if api == name)
    try:
        answer = getattr(asked, method)(**parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == expected, error
        check_error(operation, error, last_answer[0])
        return None
    assert expected is None, f"{name} answered in place of {expected}"
    check_answer(operation, "json" if "json" in model.protocol else "query", last_answer[0])
    return answer


def main(url):
    clusters = call(url, "redshift", "DescribeClusters")["Clusters"]
    assert {cluster["ClusterIdentifier"] for cluster in clusters} == {"sales", "both"}
    assert call(url, "redshift", "DescribeClusters", ClusterIdentifier="sales")["Clusters"][0]["Endpoint"]["Port"] > 0
    call(url, "redshift", "DescribeClusters", "ClusterNotFound", ClusterIdentifier="nothing")
    at = {"ClusterIdentifier": "sales", "DbName": "postgres"}
    user = call(url, "redshift", "GetClusterCredentials", DbUser="reviewer", **at)
    assert user["DbUser"] == "IAM:reviewer" and user["DbPassword"] and user["Expiration"].year > 2000
    identity = call(url, "redshift", "GetClusterCredentialsWithIAM", **at)
    assert identity["DbUser"] == "IAM:AKIAALICE" and identity["NextRefreshTime"]
    nothing = {"ClusterIdentifier": "nothing", "DbName": "postgres"}
    call(url, "redshift", "GetClusterCredentials", "ClusterNotFound", DbUser="reviewer", **nothing)
    assert call(url, "sts", "GetCallerIdentity")["Arn"] == "arn:aws:iam::000000000000:user/AKIAALICE"
    taken = call(url, "sts", "AssumeRole", RoleArn=ROLE, RoleSessionName="review", ExternalId="reviews-of-acme")
    assert taken["AssumedRoleUser"]["Arn"].endswith("assumed-role/reviewer/review")
    call(url, "sts", "AssumeRole", "AccessDenied", RoleArn=ROLE, RoleSessionName="review", ExternalId="another")
    workgroup = call(url, "redshift-serverless", "GetWorkgroup", workgroupName="shop")["workgroup"]
    assert workgroup["status"] == "AVAILABLE" and workgroup["workgroupId"] in workgroup["workgroupArn"]
    call(url, "redshift-serverless", "GetWorkgroup", "ResourceNotFoundException", workgroupName="nothing")
    login = call(url, "redshift-serverless", "GetCredentials", workgroupName="shop", dbName="postgres")
    assert login["dbPassword"] and login["expiration"].year > 2000
    secret = call(url, "secretsmanager", "GetSecretValue", SecretId="team/warehouse")
    assert secret["SecretString"] == "{}"
    assert call(url, "secretsmanager", "GetSecretValue", SecretId=secret["ARN"])["Name"] == "team/warehouse"
    call(url, "secretsmanager", "GetSecretValue", "ResourceNotFoundException", SecretId="nothing")
    print(f"every answer is as the models of botocore {botocore.__version__} say")


main(sys.argv[1])
