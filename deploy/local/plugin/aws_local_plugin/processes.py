"""Lambda functions as processes of this machine."""

import json
import os
import queue
import subprocess
import tempfile
import threading
import time
from http.server import ThreadingHTTPServer

from localstack import config
from localstack.services.lambda_.invocation.lambda_models import InvocationResult
from localstack.services.lambda_.invocation.plugins import RuntimeExecutorPlugin
from localstack.services.lambda_.invocation.runtime_executor import RuntimeExecutor

from .runtime_api import RuntimeApi

# How long a new environment may take to ask for its first work, in seconds: AWS's limit for the init phase.
INIT_SECONDS = 10
# Two versions may share one zip; they must not unpack it at the same moment.
UNPACKING = threading.Lock()


class ProcessExecutorPlugin(RuntimeExecutorPlugin):
    name = "process"

    def load(self, *args, **kwargs):
        return ProcessExecutor


class ProcessExecutor(RuntimeExecutor):
    """One execution environment: one `bootstrap` process and its Runtime API on a free port."""

    def start(self, env_vars):
        self.todo, self.done, self.ready = queue.Queue(), queue.Queue(), threading.Event()
        self.init_error = None
        self.env_vars = env_vars
        self.timeout = self.function_version.config.timeout
        self.log = tempfile.TemporaryFile()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), RuntimeApi)
        self.server.daemon_threads = True
        self.server.executor = self
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.spawn()

    def spawn(self):
        self.ready.clear()
        code = self.function_version.config.code
        unpack(code)
        folder = str(code.get_unzipped_code_location())
        bootstrap = os.path.join(folder, "bootstrap")
        os.chmod(bootstrap, 0o755)
        self.process = subprocess.Popen(
            [bootstrap], cwd=folder, env=self.environment(folder), stdout=self.log, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + INIT_SECONDS
        while time.monotonic() < deadline and not self.ready.wait(0.1) and self.process.poll() is None:
            pass
        if self.init_error or self.process.poll() is not None:
            raise RuntimeError(f"init failed: {self.init_error or self.get_logs()[-500:]}")

    def environment(self, folder):
        """What the function was given, and what AWS adds; nothing of the environment of LocalStack itself."""
        given = {name: str(value) for name, value in self.env_vars.items() if value is not None}
        return given | {
            "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{self.server.server_port}",
            "LAMBDA_TASK_ROOT": folder,
            "PATH": "/usr/bin:/bin",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def invoke(self, payload):
        if self.process.poll() is not None:
            self.spawn()  # AWS also restarts the environment after a timeout or a crash
        log_start = self.log.seek(0, 2)
        invoke_id = payload["invoke-id"]
        self.todo.put(payload)
        body, is_error = self.answer(invoke_id, time.time() + self.timeout)
        self.log.seek(log_start)
        logs = self.log.read().decode(errors="replace")
        return InvocationResult(invoke_id, body, is_error=is_error, logs=logs)

    def answer(self, invoke_id, deadline):
        """The function's answer, or the error that AWS reports for a function that gives none."""
        while True:
            try:
                done_id, body, is_error = self.done.get(timeout=0.1)
                if done_id == invoke_id:
                    return body, is_error
            except queue.Empty:
                pass
            if self.process.poll() is not None:
                status = self.process.returncode
                return failure(invoke_id, "Runtime.ExitError", f"Runtime exited with error: exit status {status}"), True
            if time.time() > deadline:
                self.process.kill()
                self.process.wait()
                return failure(invoke_id, "Sandbox.Timedout", f"Task timed out after {self.timeout}.00 seconds"), True

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.server.shutdown()
        self.server.server_close()

    def get_logs(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def get_address(self):
        return "127.0.0.1"

    def get_endpoint_from_executor(self):
        return "127.0.0.1"

    def get_runtime_endpoint(self):
        return f"http://127.0.0.1:{config.GATEWAY_LISTEN[0].port}"

    @classmethod
    def prepare_version(cls, function_version):
        unpack(function_version.config.code)

    @classmethod
    def cleanup_version(cls, function_version):
        function_version.config.code.destroy_cached()


def unpack(code):
    with UNPACKING:
        code.prepare_for_execution()


def failure(invoke_id, error_type, message):
    text = {"errorType": error_type, "errorMessage": f"RequestId: {invoke_id} Error: {message}"}
    return json.dumps(text).encode()
