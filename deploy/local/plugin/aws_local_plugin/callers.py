"""Who calls what."""

import json
import os
import threading

from localstack.runtime import hooks


def role_of(context):
    """The ARN of the role whose temporary credentials signed the request; None for other callers."""
    from localstack.utils.aws.request_context import extract_access_key_id_from_auth_header
    from moto.sts.models import sts_backends

    key = extract_access_key_id_from_auth_header(context.request.headers)
    for partition in ("aws", "global"):
        try:
            role = sts_backends[context.account_id][partition].get_assumed_role_from_access_key(key)
        except KeyError:
            continue
        if role:
            return role.role_arn
    return None


@hooks.on_infra_start()
def record_calls():
    """Writes each call of a role to the file CALLS_LOG as a line of JSON."""
    path = os.environ.get("CALLS_LOG")
    if not path:
        return
    from localstack.aws import handlers

    lock = threading.Lock()

    def record(chain, context, response):
        role = role_of(context) if context.operation else None
        if role:
            call = {
                "role": role,
                "region": context.region,
                "service": context.service.signing_name,
                "operation": context.operation.name,
                "parameters": json.loads(json.dumps(context.service_request, default=lambda value: "...")),
                "status": response.status_code,
            }
            with lock, open(path, "a") as log:
                log.write(json.dumps(call) + "\n")

    handlers.run_custom_response_handlers.append(record)
