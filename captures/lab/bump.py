#!/usr/bin/python3
"""A bump in the wire: carries every frame from one interface to the other, and treats router advertisements by rules.

    bump.py INTERFACE INTERFACE RULES LOG

RULES is a JSON file, read again whenever it changes: a list of rules, each an object with
    to         the interface the frame leaves by; both directions if not there
    share      of the advertisements that this part is treated, chosen by `seed`; all if not there
    drop       true: not carried on
    copies     how many are sent, instead of one
    hopLimit, curHopLimit, routerLifetimeS
               what these fields become
    without    the type of options that are taken out
A checksum is computed anew, so what comes out is a good advertisement. LOG gets a line of JSON for each advertisement.
"""
import json
import os
import random
import select
import socket
import struct
import sys
import time

SOL_PACKET = 263
PACKET_ADD_MEMBERSHIP, PACKET_AUXDATA, PACKET_IGNORE_OUTGOING = 1, 8, 23
PACKET_MR_PROMISC = 1
# struct tpacket_auxdata: the kernel takes the VLAN tag out of the frame and tells it here.
AUXDATA = struct.Struct("=IIIHHHH")
TP_STATUS_VLAN_VALID, TP_STATUS_VLAN_TPID_VALID = 1 << 4, 1 << 6

IPV6_HEADER = 40
ICMPV6 = 58
ROUTER_ADVERTISEMENT = 134
RA_OPTIONS = 16


def opened(interface):
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    wire.bind((interface, 0))
    wire.setsockopt(SOL_PACKET, PACKET_AUXDATA, 1)
    wire.setsockopt(SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
    promiscuous = struct.pack("IHH8s", socket.if_nametoindex(interface), PACKET_MR_PROMISC, 0, b"")
    wire.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, promiscuous)
    return wire


def received(wire):
    frame, told, _, _ = wire.recvmsg(65536, 256)
    for level, kind, octets in told:
        if level != SOL_PACKET or kind != PACKET_AUXDATA:
            continue
        status, _, _, _, _, tci, tpid = AUXDATA.unpack(octets[: AUXDATA.size])
        if status & TP_STATUS_VLAN_VALID:
            ether_type = tpid if status & TP_STATUS_VLAN_TPID_VALID else 0x8100
            return frame[:12] + struct.pack("!HH", ether_type, tci) + frame[12:]
    return frame


def ipv6_at(frame):
    """Where the IPv6 header of a router advertisement begins, or None: no extension headers, one VLAN tag at most."""
    at = 18 if frame[12:14] == b"\x81\x00" else 14
    if frame[at - 2 : at] != b"\x86\xdd" or len(frame) < at + IPV6_HEADER + RA_OPTIONS:
        return None
    return at if frame[at + 6] == ICMPV6 and frame[at + IPV6_HEADER] == ROUTER_ADVERTISEMENT else None


def without_options(message, kind):
    kept, at = message[:RA_OPTIONS], RA_OPTIONS
    while at < len(message):
        length = message[at + 1] * 8
        if length == 0:
            break
        if message[at] != kind:
            kept += message[at : at + length]
        at += length
    return kept


def checksum(header, message):
    octets = header[8:40] + struct.pack("!II", len(message), ICMPV6) + message + b"\0" * (len(message) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return 0xFFFF - total


def altered(frame, at, rule):
    header = bytearray(frame[at : at + IPV6_HEADER])
    message = bytearray(frame[at + IPV6_HEADER : at + IPV6_HEADER + struct.unpack_from("!H", header, 4)[0]])
    if "hopLimit" in rule:
        header[7] = rule["hopLimit"]
    if "curHopLimit" in rule:
        message[4] = rule["curHopLimit"]
    if "routerLifetimeS" in rule:
        struct.pack_into("!H", message, 6, rule["routerLifetimeS"])
    if "without" in rule:
        message = without_options(message, rule["without"])
    struct.pack_into("!H", header, 4, len(message))
    struct.pack_into("!H", message, 2, 0)
    struct.pack_into("!H", message, 2, checksum(bytes(header), bytes(message)))
    return frame[:at] + bytes(header) + bytes(message)


class Rules:
    """The rules as they stand in the file now; chance starts anew with each version of it."""

    def __init__(self, path):
        self.path, self.version, self.rules = path, None, []

    def current(self):
        version = os.stat(self.path).st_mtime_ns
        if version != self.version:
            with open(self.path, encoding="utf-8") as file:
                self.rules = [(rule, random.Random(rule.get("seed", 0))) for rule in json.load(file)]
            self.version = version
        return self.rules


def treated(frame, at, to, rules):
    """The frames to send, and what was done."""
    copies, did = 1, []
    for rule, chance in rules.current():
        if rule.get("to", to) != to or chance.random() >= rule.get("share", 1):
            continue
        result = altered(frame, at, rule)
        if result != frame:
            frame = result
            did.append("altered")
        if rule.get("drop", False):
            copies = 0
            did.append("dropped")
        elif "copies" in rule:
            copies = rule["copies"]
            did.append("copied")
    return [frame] * copies, did


def main(one, other, rules_path, log_path):
    wires = {one: opened(one), other: opened(other)}
    names = {wire.fileno(): name for name, wire in wires.items()}
    rules = Rules(rules_path)
    with open(log_path, "a", encoding="utf-8", buffering=1) as log:
        log.write("")
        print("carrying", flush=True)
        while True:
            for ready in select.select(list(wires.values()), [], [])[0]:
                name = names[ready.fileno()]
                to = other if name == one else one
                frames = [received(ready)]
                at = ipv6_at(frames[0])
                if at is not None:
                    frames, did = treated(frames[0], at, to, rules)
                    log.write(json.dumps({"timeNs": time.time_ns(), "to": to, "did": did}) + "\n")
                for frame in frames:
                    try:
                        wires[to].send(frame)
                    except OSError:
                        pass  # the other side is not up


if __name__ == "__main__":
    main(*sys.argv[1:])
