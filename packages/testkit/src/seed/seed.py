"""Writes rooms, members and messages into the database of a stopped Synapse, thousands in seconds.

Run by Synapse's own Python, so that event ids are made by its code. The events carry no signatures and share one state
a room, which is enough for a homeserver that federates with nobody. Reads one JSON object on stdin, see seed.ts.
"""

import json
import sqlite3
import sys
import time

from synapse.api.room_versions import RoomVersions
from synapse.events import make_event_from_dict

ROOM_VERSION = RoomVersions.V12
NOW = int(time.time() * 1000)


class Database:
    def __init__(self, path):
        self.db = sqlite3.connect(path)
        self.rows = {}
        self.ordering = self.top("events", "stream_ordering")
        self.group = self.top("state_groups", "id")
        self.chain = self.top("event_auth_chains", "chain_id")

    def top(self, table, column):
        return self.db.execute(f"SELECT COALESCE(MAX({column}), 0) FROM {table}").fetchone()[0]

    def add(self, table, **row):
        self.rows.setdefault((table, tuple(row)), []).append(tuple(row.values()))

    def write(self):
        with self.db:
            for (table, columns), rows in self.rows.items():
                marks = ",".join("?" * len(columns))
                self.db.executemany(f"INSERT OR REPLACE INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)
            self.db.execute(
                "UPDATE stream_positions SET stream_id = ? WHERE stream_name = 'events'", (self.ordering,)
            )
        self.rows = {}


class Room:
    """A room that is being written; its events follow each other without a fork."""

    def __init__(self, database, creator, begun):
        self.to = database
        self.creator = creator
        self.clock = begun
        self.id = None
        self.last = None
        self.depth = 0
        self.state = {}
        self.joined = 0
        self.to.group += 1
        self.group = self.to.group

    def event(self, kind, sender, content, state_key=None, ts=None):
        self.depth += 1
        self.clock += 1
        auth = [] if self.id is None else [
            self.state[key]
            for key in [("m.room.power_levels", ""), ("m.room.member", sender)]
            if key in self.state
        ]
        body = {
            "type": kind,
            "sender": sender,
            "content": content,
            "origin_server_ts": ts or self.clock,
            "depth": self.depth,
            "prev_events": [self.last] if self.last else [],
            "auth_events": auth,
            "hashes": {"sha256": ""},
            "signatures": {},
            "unsigned": {},
        }
        if state_key is not None:
            body["state_key"] = state_key
        if self.id is not None:
            body["room_id"] = self.id
        event = make_event_from_dict(body, ROOM_VERSION)
        self.id = self.id or event.room_id
        self.write_event(event, body, auth)
        self.last = event.event_id
        return event.event_id

    def write_event(self, event, body, auth):
        to, room_id, event_id = self.to, self.id, event.event_id
        to.ordering += 1
        to.add(
            "events",
            stream_ordering=to.ordering,
            topological_ordering=self.depth,
            event_id=event_id,
            type=body["type"],
            room_id=room_id,
            processed=1,
            outlier=0,
            depth=self.depth,
            origin_server_ts=body["origin_server_ts"],
            received_ts=body["origin_server_ts"],
            sender=body["sender"],
            contains_url=0,
            instance_name="master",
            state_key=body.get("state_key"),
        )
        to.add(
            "event_json",
            event_id=event_id,
            room_id=room_id,
            internal_metadata="{}",
            json=json.dumps(body),
            format_version=ROOM_VERSION.event_format,
        )
        if self.last:
            to.add("event_edges", event_id=event_id, prev_event_id=self.last, is_state=0)
        for auth_id in auth:
            to.add("event_auth", event_id=event_id, auth_id=auth_id, room_id=room_id)
        to.add("event_to_state_groups", event_id=event_id, state_group=self.group)
        if "state_key" in body:
            self.write_state(event_id, body)

    def write_state(self, event_id, body):
        to, room_id, kind, key = self.to, self.id, body["type"], body["state_key"]
        membership = body["content"].get("membership") if kind == "m.room.member" else None
        self.state[(kind, key)] = event_id
        to.chain += 1
        to.add("event_auth_chains", event_id=event_id, chain_id=to.chain, sequence_number=1)
        to.add("state_events", event_id=event_id, room_id=room_id, type=kind, state_key=key)
        to.add("state_groups_state", state_group=self.group, room_id=room_id, type=kind, state_key=key, event_id=event_id)
        to.add(
            "current_state_events",
            event_id=event_id,
            room_id=room_id,
            type=kind,
            state_key=key,
            membership=membership,
            event_stream_ordering=to.ordering,
        )
        to.add(
            "current_state_delta_stream",
            stream_id=to.ordering,
            room_id=room_id,
            type=kind,
            state_key=key,
            event_id=event_id,
            instance_name="master",
        )
        if membership:
            self.joined += 1
            to.add(
                "room_memberships",
                event_id=event_id,
                user_id=key,
                sender=body["sender"],
                room_id=room_id,
                membership=membership,
                forgotten=0,
                display_name=body["content"].get("displayname"),
                event_stream_ordering=to.ordering,
                participant=1,
            )
            to.add(
                "local_current_membership",
                room_id=room_id,
                user_id=key,
                event_id=event_id,
                membership=membership,
                event_stream_ordering=to.ordering,
            )

    def found(self, name, space=False, owner_name="owner"):
        content = {"room_version": ROOM_VERSION.identifier}
        if space:
            content["type"] = "m.space"
        create = self.event("m.room.create", self.creator, content, "")
        self.member(self.creator, owner_name)
        self.event("m.room.power_levels", self.creator, {"users": {}, "invite": 0, "state_default": 50}, "")
        self.event("m.room.join_rules", self.creator, {"join_rule": "invite"}, "")
        self.event("m.room.history_visibility", self.creator, {"history_visibility": "shared"}, "")
        self.event("m.room.name", self.creator, {"name": name}, "")
        self.to.add("rooms", room_id=self.id, is_public=0, creator=self.creator, room_version=ROOM_VERSION.identifier, has_auth_chain_index=1)
        self.to.add("room_depth", room_id=self.id, min_depth=1)
        self.to.add("state_groups", id=self.group, room_id=self.id, event_id=create)
        return self

    def member(self, user, name):
        self.event("m.room.member", user, {"membership": "join", "displayname": name}, user)

    def say(self, sender, text, ts=None):
        return self.event("m.room.message", sender, {"msgtype": "m.text", "body": text}, ts=ts)

    def close(self):
        self.to.add("event_forward_extremities", event_id=self.last, room_id=self.id)
        self.to.add("stream_ordering_to_exterm", stream_ordering=self.to.ordering, room_id=self.id, event_id=self.last)
        self.to.add(
            "room_stats_current",
            room_id=self.id,
            current_state_events=len(self.state),
            joined_members=self.joined,
            invited_members=0,
            left_members=0,
            banned_members=0,
            local_users_in_room=self.joined,
            completed_delta_stream_id=self.to.ordering,
            knocked_members=0,
        )


def person(database, number, server):
    local = f"member{number}"
    user = f"@{local}:{server}"
    database.add(
        "users", name=user, creation_ts=NOW // 1000, admin=0, is_guest=0, deactivated=0, shadow_banned=0, approved=1, locked=0, suspended=0
    )
    database.add("profiles", user_id=local, displayname=f"Member {number}", full_user_id=user)
    return user, f"Member {number}"


WORDS = "the list could be two pixels calmer and everything that is not chosen should whisper a little more".split()


def text(number):
    """Of one to forty words, the same for the same number."""
    length = 1 + (number * 7919) % 40
    return " ".join(WORDS[(number + at * 3) % len(WORDS)] for at in range(length)) + f" ({number})"


def talk(room, people, number):
    """Some people write a hundred messages, the last of them just now; three in a row are of one person."""
    for user, name in people:
        room.member(user, name)
    for at in range(100):
        user, _ = people[(at // 3) % len(people)]
        room.say(user, text(number + at), NOW - (100 - at) * 30_000)


def main():
    """A minute apart are the rooms, one the messages of the large one; the newest lie just before now."""
    wanted = json.load(sys.stdin)
    database = Database(wanted["database"])
    owner, server = wanted["owner"], wanted["owner"].split(":", 1)[1]
    people = [person(database, number, server) for number in range(wanted["members"])]
    minute = 60_000
    answer = {"rooms": [], "space": None, "large": None}
    space = Room(database, owner, NOW - 5_000_000 * minute).found("Seeded", space=True)
    for number in range(wanted["rooms"]):
        room = Room(database, owner, NOW - (wanted["rooms"] - number + 10) * minute).found(f"room {number}")
        if number < wanted["lively"]:
            talk(room, people[:5] or [(owner, "owner")], number)
        else:
            for at in range(3):
                room.say(owner, text(number + at))
        room.close()
        answer["rooms"].append(room.id)
        if number < wanted["channels"]:
            space.event("m.space.child", owner, {"via": [server]}, room.id)
    answer["space"] = space.id
    if people or wanted["messages"]:
        # Half a minute beside the others: two rooms made by one person in the same millisecond would be the same room.
        large = Room(database, owner, NOW - 60 * 24 * minute - minute // 2).found("large")
        for user, name in people:
            large.member(user, name)
        begun = NOW - wanted["messages"] * minute
        senders = [user for user, _ in people[:12]] or [owner]
        for number in range(wanted["messages"]):
            large.say(senders[(number // 3) % len(senders)], text(number), begun + number * minute)
        large.close()
        answer["large"] = large.id
        space.event("m.space.child", owner, {"via": [server]}, large.id)
    space.close()
    database.write()
    print(json.dumps(answer))


main()
