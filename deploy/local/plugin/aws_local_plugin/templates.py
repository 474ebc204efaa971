"""CloudFormation: what a template may name."""

import os

from localstack.runtime import hooks


@hooks.on_infra_start()
def unknown_resource_types_fail():
    """LocalStack takes a resource type it does not know for created; here it fails unless named in UNSUPPORTED_TYPES."""
    from localstack.services.cloudformation.engine.v2 import change_set_model_executor as executor

    tolerated = set(filter(None, os.environ.get("UNSUPPORTED_TYPES", "").split(",")))
    executor.should_ignore_unsupported_resource_type = lambda resource_type, change_set_type: resource_type in tolerated
