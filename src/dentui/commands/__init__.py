"""The command line: each module is a command, reads its arguments and calls a service."""
