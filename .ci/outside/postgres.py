"""A PostgreSQL server of a check's own."""

import glob
import os
import subprocess

from . import as_user, owner, run, until

PROGRAMS = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]


class Postgres:
    """A server on a socket in its directory and, where `listen` names any, on addresses."""

    def __init__(self, outside, name="db", listen="", port=5432, before=(), settings=()):
        self.outside, self.name, self.port = outside, name, port
        self.directory = outside.make_directory(name, owner())
        self.data = os.path.join(self.directory, "data")
        run([*as_user(owner()), f"{PROGRAMS}/initdb", "--no-sync", "-U", "midjobs", "-A", "trust", "-E", "UTF8",
             "--locale=C", "-D", self.data], cwd=self.directory)
        with open(f"{self.data}/pg_hba.conf", "a") as file:
            file.write("host all all 0.0.0.0/0 trust\n")
        words = [*before, *as_user(owner()), f"{PROGRAMS}/postgres", "-D", self.data, "-k", self.directory, "-p", str(port),
                 "-c", f"listen_addresses={listen}"]
        for setting in settings:
            words += ["-c", setting]
        outside.start(words, f"{name}.log")
        until("the server to be ready", self.is_ready, lambda: outside.said(f"{name}.log"))

    def is_ready(self):
        asked = [f"{PROGRAMS}/pg_isready", "-q", "-h", self.directory, "-p", str(self.port)]
        return subprocess.run(asked).returncode == 0

    def ask(self, sql):
        """The first value of what a statement returns, as text."""
        return ask(self.directory, self.port, "postgres", sql)

    def address(self, schema):
        """A schema of it, by its socket."""
        return f"postgres://midjobs@:{self.port}/postgres?host={self.directory}&schema={schema}"


def ask(host, port, database, sql, user="midjobs", before=()):
    """What a statement returns, a line for each row."""
    return run([*before, f"{PROGRAMS}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", str(port), "-U", user,
                "-d", database, "-c", sql]).strip()
