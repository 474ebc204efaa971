"""A mail server that keeps what it gets."""

import email
import email.policy
import threading
import time

from aiosmtpd.controller import Controller


class Mails:
    """Mails by the address they went to."""

    def __init__(self, port):
        self.lock, self.received = threading.Lock(), []
        self.address = f"127.0.0.1:{port}"
        self.controller = Controller(self, hostname="127.0.0.1", port=port)
        self.controller.start()

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        with self.lock:
            self.received.append((envelope.rcpt_tos[0], message["Subject"], message.get_content()))
        return "250 taken"

    def stop(self):
        self.controller.stop()

    def about(self, text):
        """`(subject, body)` of every mail that names a text, such as a run's id."""
        with self.lock:
            return [(subject, body) for _, subject, body in self.received if text in subject or text in body]

    def wait(self, text, seconds=30):
        """The same, once there is at least one."""
        deadline = time.monotonic() + seconds
        while not (found := self.about(text)):
            if time.monotonic() > deadline:
                raise AssertionError(f"no mail about {text} in {seconds} s")
            time.sleep(0.2)
        return found
