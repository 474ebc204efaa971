"""Compares what goes over the wire with the service model that botocore ships."""

import json
import re

import botocore.session
from botocore.httpsession import URLLib3Session

SERVICE = "redshift-data"

# Errors that are common to AWS's services and therefore stand in no operation of the model.
COMMON_ERRORS = {
    "ThrottlingException": "every service answers a rate that is exceeded with it (management guide)",
    "AccessDeniedException": "every service answers a missing IAM permission with it",
    "SerializationException": "the JSON protocol answers a member of the wrong type with it",
    "UnknownOperationException": "the JSON protocol answers an operation that does not exist with it",
    "MissingAuthenticationTokenException": "every service answers a call without a signature with it",
}


class Exchanges:
    """Every request and answer of this process, as bytes on the wire."""

    def __init__(self):
        self.seen = []
        send = URLLib3Session.send

        def recording(session, request):
            response = send(session, request)
            self.seen.append((request, response))
            return response

        URLLib3Session.send = recording

    def check(self):
        """Checks all of them; answers the operations' names with the members that came and went."""
        session = botocore.session.get_session()
        model, shapes = session.get_service_model(SERVICE), session.get_service_data(SERVICE)["shapes"]
        coverage = {}
        for request, response in self.seen:
            target = request.headers["X-Amz-Target"]
            target = target.decode() if isinstance(target, bytes) else target
            name = target.removeprefix("RedshiftData.")
            operation = model.operation_model(name)
            sent, came = coverage.setdefault(name, (set(), set()))
            body = json.loads(request.body)
            sent.update(body)
            assert response.headers["content-type"] == "application/x-amz-json-1.1", name
            assert response.headers["x-amzn-requestid"], name
            answer = json.loads(response.content)
            # A member of the wrong type, sent on purpose.
            if answer.get("__type") != "SerializationException":
                check(operation.input_shape, body, f"{name} request", requests=True)
            if response.status_code == 200:
                check(operation.output_shape, answer, f"{name} answer", came=came)
            else:
                check_error(operation, shapes, response, answer)
        return model, coverage


def check_error(operation, shapes, response, answer):
    name = answer.pop("__type")
    assert response.headers["x-amzn-errortype"] == name
    declared = {shape.name: shape for shape in operation.error_shapes}
    if name not in declared:
        assert name in COMMON_ERRORS, f"{operation.name} does not declare {name}"
        assert 400 <= response.status_code < 500 and answer["Message"]
        return
    shape = declared[name]
    check(shape, answer, f"{operation.name} {name}")
    assert answer["Message"], name
    is_fault = shapes[name].get("fault", False)
    assert (response.status_code >= 500) == is_fault, f"{name} with HTTP {response.status_code}"


def check(shape, value, place, requests=False, came=None, path=""):
    """Fails unless the value is as the shape says. Members of answers are collected in `came`."""
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), f"{place}: {value!r} is no structure"
        unknown = set(value) - set(shape.members)
        assert not unknown, f"{place}: {unknown} not in the model"
        if not requests:
            missing = set(shape.required_members) - set(value)
            assert not missing, f"{place}: {missing} missing"
        if shape.is_tagged_union:
            assert len(value) == 1, f"{place}: a union with {sorted(value)}"
        for name, member in value.items():
            if came is not None:
                came.add(f"{path}{name}")
            check(shape.members[name], member, f"{place}.{name}", requests, came, f"{path}{name}.")
    elif kind == "list":
        assert isinstance(value, list), f"{place}: {value!r} is no list"
        for member in value:
            check(shape.member, member, f"{place}[]", requests, came, path)
        check_length(shape, value, place, requests)
    elif kind == "string":
        assert isinstance(value, str), f"{place}: {value!r} is no text"
        if not requests:
            assert not shape.enum or value in shape.enum, f"{place}: {value!r} not in {shape.enum}"
            pattern = shape.metadata.get("pattern")
            assert not pattern or re.fullmatch(pattern, value), f"{place}: {value!r} is not {pattern}"
        check_length(shape, value, place, requests)
    elif kind in ("integer", "long"):
        assert type(value) is int, f"{place}: {value!r} is no whole number"
    elif kind in ("double", "float", "timestamp"):
        assert type(value) in (int, float), f"{place}: {value!r} is no number"
    elif kind == "boolean":
        assert type(value) is bool, f"{place}: {value!r} is no boolean"
    else:
        raise AssertionError(f"{place}: the emulator sends no {kind}")


def check_length(shape, value, place, requests):
    if requests:
        # Requests that are wrong on purpose are sent, too.
        return
    least, most = shape.metadata.get("min", 0), shape.metadata.get("max")
    assert len(value) >= least and (most is None or len(value) <= most), f"{place}: length {len(value)}"
