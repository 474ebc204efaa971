"""Redshift: the Data API, what is asked of clusters and workgroups, and their metrics: all go to the emulator."""

import os

from localstack.runtime import hooks
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


@hooks.on_infra_start()
def metrics_of_redshift():
    """What CloudWatch measured of warehouses is the emulator's; all other metrics are LocalStack's own."""
    from localstack.services.cloudwatch.provider_v2 import CloudwatchProvider

    original = CloudwatchProvider.get_metric_data
    proxy = emulator()

    def get_metric_data(self, context, metric_data_queries, *args, **kwargs):
        if any(is_of_redshift(query) for query in metric_data_queries):
            return proxy(context)
        return original(self, context, metric_data_queries, *args, **kwargs)

    CloudwatchProvider.get_metric_data = get_metric_data


def is_of_redshift(query):
    """Whether a metric, or what a search looks through, is in the namespace of clusters or of workgroups."""
    if "MetricStat" in query:
        return query["MetricStat"]["Metric"].get("Namespace") in ("AWS/Redshift", "AWS/Redshift-Serverless")
    return query.get("Expression", "").startswith("SEARCH('{\"AWS/Redshift")


def emulator():
    from localstack.aws.forwarder import AwsRequestProxy

    return AwsRequestProxy(os.environ.get("REDSHIFT_DATA_URL", "http://127.0.0.1:7001"), parse_response=True)


def forwarded(name):
    from localstack.aws.skeleton import Skeleton
    from localstack.aws.spec import load_service

    proxy = emulator()
    service = load_service(name)

    def forward(context, request):
        # Only the role that ran a statement may see it: the emulator learns the caller from this header.
        context.request.headers["x-caller-role"] = role_of(context) or "none"
        return proxy(context)

    handlers = {operation: forward for operation in service.operation_names}
    return Service(name, skeleton=Skeleton(service, handlers))
