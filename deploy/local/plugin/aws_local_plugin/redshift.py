"""Redshift: the Data API, and what is asked of clusters and workgroups; every call goes to the emulator."""

import os

from localstack.services.plugins import Service, aws_provider

from .callers import role_of


@aws_provider(api="redshift-data")
def redshift_data():
    return forwarded("redshift-data")


@aws_provider(api="redshift", name="emulator")
def redshift():
    """Beside LocalStack's own, which knows other clusters; PROVIDER_OVERRIDE_REDSHIFT chooses this one."""
    return forwarded("redshift")


@aws_provider(api="redshift-serverless")
def redshift_serverless():
    return forwarded("redshift-serverless")


def forwarded(name):
    from localstack.aws.forwarder import AwsRequestProxy
    from localstack.aws.skeleton import Skeleton
    from localstack.aws.spec import load_service

    proxy = AwsRequestProxy(os.environ.get("REDSHIFT_DATA_URL", "http://127.0.0.1:7001"), parse_response=True)
    service = load_service(name)

    def forward(context, request):
        # Only the role that ran a statement may see it: the emulator learns the caller from this header.
        context.request.headers["x-caller-role"] = role_of(context) or "none"
        return proxy(context)

    handlers = {operation: forward for operation in service.operation_names}
    return Service(name, skeleton=Skeleton(service, handlers))
