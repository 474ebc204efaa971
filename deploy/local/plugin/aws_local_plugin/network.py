"""Where LocalStack listens."""

import functools

from localstack.runtime import hooks


@hooks.on_runtime_create()
def listen_on_loopback():
    """LocalStack listens on all addresses, whatever GATEWAY_LISTEN says; here on 127.0.0.1 alone."""
    from twisted.internet import endpoints

    endpoints.TCP4ServerEndpoint = functools.partial(endpoints.TCP4ServerEndpoint, interface="127.0.0.1")
