"""Hosts on a network of a check's own: network namespaces, with one between them that carries, or swallows, what they say."""

import os

from . import run


class Network:
    """Hosts by name, each with an address that the others reach by way of a router."""

    def __init__(self, outside, names):
        self.prefix = f"mj{os.getpid()}"
        self.router = f"{self.prefix}-router"
        self.names = list(names)
        outside.undo.append(self.take_down)
        self.make(self.router)
        run([*self.on(self.router), "sysctl", "-q", "-w", "net.ipv4.ip_forward=1"])
        for name in names:
            self.add(name)

    def make(self, namespace):
        run(["ip", "netns", "add", namespace])
        run(["ip", "-n", namespace, "link", "set", "lo", "up"])

    def add(self, name):
        host, number = self.namespace(name), self.names.index(name)
        self.make(host)
        run(["ip", "-n", host, "link", "add", "eth0", "type", "veth", "peer", "name", f"to-{name}", "netns", self.router])
        for namespace, link, address in [(host, "eth0", self.address(name)), (self.router, f"to-{name}", f"10.77.{number}.1")]:
            run(["ip", "-n", namespace, "address", "add", f"{address}/24", "dev", link])
            run(["ip", "-n", namespace, "link", "set", link, "up"])
        run(["ip", "-n", host, "route", "add", "default", "via", f"10.77.{number}.1"])

    def namespace(self, name):
        return f"{self.prefix}-{name}"

    def on(self, namespace):
        """The words before those of a command that is to run on a host."""
        return ["nsenter", f"--net=/run/netns/{namespace}"]

    def address(self, name):
        return f"10.77.{self.names.index(name)}.2"

    def pull_plug(self, name):
        """The cable is out: the host sees that as well."""
        run(["ip", "-n", self.router, "link", "set", f"to-{name}", "down"])

    def put_plug(self, name):
        run(["ip", "-n", self.router, "link", "set", f"to-{name}", "up"])

    def swallow(self, name):
        """What it says, and what is said to it, gets lost without a word to anybody."""
        for way in ("from", "to"):
            run(["ip", "-n", self.router, "rule", "add", way, self.address(name), "blackhole"])

    def carry(self, name):
        for way in ("from", "to"):
            run(["ip", "-n", self.router, "rule", "del", way, self.address(name), "blackhole"])

    def take_down(self):
        for namespace in [self.router, *map(self.namespace, self.names)]:
            if os.path.exists(f"/run/netns/{namespace}"):
                run(["ip", "netns", "del", namespace])
