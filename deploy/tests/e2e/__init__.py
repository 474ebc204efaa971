"""End-to-end tests of the AWS driver: the real templates, state machines and function zips on the local AWS.

`world` starts everything, `stack` deploys, `review` starts and reads a run, `compare` holds two run folders against
each other, `cases` has the cases. Start it by `deploy/tests/run`.
"""
