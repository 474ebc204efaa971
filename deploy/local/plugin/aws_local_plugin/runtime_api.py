"""The Lambda Runtime API, which a function's `bootstrap` asks for work and tells its answers."""

import queue
import select
import socket
import time
from http.server import BaseHTTPRequestHandler


class RuntimeApi(BaseHTTPRequestHandler):
    """The Runtime API of one execution environment (`self.server.executor`)."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        """`/2018-06-01/runtime/invocation/next`: waits for work."""
        executor = self.server.executor
        executor.ready.set()
        payload = self.work(executor.todo)
        if payload is None:
            self.close_connection = True
            return
        deadline_ms = int((time.time() + executor.timeout) * 1000)
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": payload["invoke-id"],
            "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": payload["invoked-function-arn"],
            "Lambda-Runtime-Trace-Id": payload["trace-id"],
        }
        self.reply(200, payload["payload"].encode(), headers)

    def work(self, todo):
        """The next payload; None when the function has hung up: work that it never gets would be lost."""
        while True:
            try:
                payload = todo.get(timeout=0.2)
            except queue.Empty:
                payload = None
            if self.hung_up():
                if payload is not None:
                    todo.put(payload)
                return None
            if payload is not None:
                return payload

    def hung_up(self):
        readable, _, _ = select.select([self.connection], [], [], 0)
        try:
            return bool(readable) and self.connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def do_POST(self):
        """`.../invocation/ID/response`, `.../invocation/ID/error` and `.../init/error`."""
        executor = self.server.executor
        body = self.body()
        if self.path.endswith("/init/error"):
            executor.init_error = body
            executor.ready.set()
        else:
            executor.done.put((self.path.split("/")[4], body, self.path.endswith("/error")))
        self.reply(202)

    def reply(self, code, body=b"", headers=None):
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self):
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body
