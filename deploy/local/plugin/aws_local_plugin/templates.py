"""CloudFormation: typing errors in templates and state machines, and empty parameters."""

import os
import re

from localstack.runtime import hooks


@hooks.on_infra_start()
def unknown_resource_types_fail():
    """LocalStack takes a resource type it does not know for created; here it fails unless named in UNSUPPORTED_TYPES."""
    from localstack.services.cloudformation.engine.v2 import change_set_model_executor as executor

    tolerated = set(filter(None, os.environ.get("UNSUPPORTED_TYPES", "").split(",")))
    executor.should_ignore_unsupported_resource_type = lambda resource_type, change_set_type: resource_type in tolerated


@hooks.on_infra_start()
def placeholders_are_named():
    """A placeholder of a state machine that the substitutions lack fails by its name."""
    from localstack.services.stepfunctions.resource_providers import aws_stepfunctions_statemachine as machines

    original = machines._apply_substitutions

    def apply(definition, substitutions):
        lacking = sorted(set(re.findall(r"\$\{([A-Za-z0-9_]+)\}", definition)) - set(substitutions))
        if lacking:
            raise ValueError(f"DefinitionSubstitutions lack {', '.join(lacking)}")
        return original(definition, substitutions)

    machines._apply_substitutions = apply


@hooks.on_infra_start()
def parameters_are_taken_as_given():
    """LocalStack takes the default for a parameter that is given as empty text, and compares old text with new numbers."""
    from localstack.services.cloudformation.engine.v2.change_set_model_preproc import ChangeSetModelPreproc, PreprocEntityDelta

    original = ChangeSetModelPreproc.visit_node_parameter

    def visit(self, node):
        resolved, given = original(self, node), self.visit(node.dynamic_value)
        before, after = ("" if was == "" else now for was, now in ((given.before, resolved.before), (given.after, resolved.after)))
        # The engine makes a number of the new text only; the same number before means no change.
        if isinstance(before, str) and isinstance(after, (int, float)) and before == str(after):
            before = after
        return PreprocEntityDelta(before=before, after=after)

    ChangeSetModelPreproc.visit_node_parameter = visit
