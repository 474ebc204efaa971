"""What the community release of LocalStack 4.14 lacks for running the real deployment on one machine without Docker.

| module | what it adds |
| --- | --- |
| `processes`, `runtime_api` | functions with a `provided.*` runtime run as host processes behind the Lambda Runtime API |
| `redshift` | the Data API, clusters, workgroups and their metrics are the emulator's at REDSHIFT_DATA_URL |
| `step_functions` | `aws-sdk:redshiftdata`, errors under the names that AWS gives them, JSONata in Python |
| `events` | an EventBridge rule with a constant input can start a state machine; a disabled rule does nothing |
| `custom_resources` | custom resources call their function and wait for the answer at ResponseURL |
| `nested_stacks`, `updates` | updates of nested stacks and of types whose update LocalStack passes over in silence |
| `templates` | a typing error in a resource type or placeholder is an error |
| `mail` | an SNS subscription `email` is delivered by SMTP to SMTP_HOST; one that is not confirmed shows |
| `callers` | every call that a role makes is written to CALLS_LOG |
| `network` | nothing listens beyond loopback |

It is for tests on one machine: test credentials, one account, no signatures verified, no policy enforced.
LocalStack finds the modules by `entry_points.txt` in the folder `aws_local_plugin-*.dist-info` beside this one, so the
folder that holds both only has to be on PYTHONPATH.
"""
