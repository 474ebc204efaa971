"""Step Functions: the names of services and errors, and JSONata."""

from localstack.runtime import hooks


@hooks.on_infra_start()
def step_functions_names():
    from localstack.services.stepfunctions.asl.component.state.state_execution.state_task.service import (
        state_task_service,
        state_task_service_aws_sdk,
    )

    state_task_service.StateTaskService._SERVICE_NAME_SFN_TO_BOTO_OVERRIDES["redshiftdata"] = "redshift-data"
    state_task_service_aws_sdk._SERVICE_ERROR_NAMES.update(redshiftdata="RedshiftData", s3="S3", sns="Sns", ses="Ses")
    jsonata_in_python()
    escape_jsonata_variables()


def jsonata_in_python():
    """LocalStack evaluates JSONata in a Java machine that it would have to download."""
    from jsonata import Jsonata
    from localstack.services.stepfunctions.asl.jsonata import jsonata

    def evaluate(expression):
        try:
            return Jsonata(expression).evaluate(None)
        except Exception as error:
            raise jsonata.JSONataException("UNKNOWN", str(error))

    jsonata._eval_jsonata = evaluate


def escape_jsonata_variables():
    """LocalStack pastes string variables into JSONata as they are: a `"` in one breaks every later expression."""
    from localstack.services.stepfunctions.asl.eval import states, variable_store
    from localstack.services.stepfunctions.asl.utils.encoding import to_json_str

    def encode(bindings):
        return "".join(f"{name}:={to_json_str(value)};" for name, value in bindings.items())

    states.encode_jsonata_variable_declarations = encode
    variable_store.encode_jsonata_variable_declarations = encode
