"""A matrix-nio client that is driven by lines of JSON: commands come on stdin, answers and events leave on stdout."""

import asyncio
import io
import json
import sys

from nio import AsyncClient, AsyncClientConfig, Event, JoinResponse, LoginResponse, MegolmEvent, SyncError, SyncResponse, schemas
from nio.crypto.attachments import decrypt_attachment

SAY_LIMIT = 1_000_000


def take_rooms_of_version_12(schema):
    """Ids of rooms of version 12 have no server name; matrix-nio 0.26 drops a sync that holds one."""
    if isinstance(schema, dict):
        if schemas.RoomRegex in schema:
            schema["^!.+$"] = schema.pop(schemas.RoomRegex)
        for part in list(schema.values()):
            take_rooms_of_version_12(part)


for name in dir(schemas.Schemas):
    take_rooms_of_version_12(getattr(schemas.Schemas, name))


def say(line):
    sys.stdout.write(json.dumps(line)[:SAY_LIMIT] + "\n")
    sys.stdout.flush()


class Peer:
    def __init__(self, homeserver, user, store):
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        self.client = AsyncClient(homeserver, user, store_path=store, config=config)

    async def login(self, password):
        answer = await self.client.login(password, device_name="nio")
        if not isinstance(answer, LoginResponse):
            raise RuntimeError(str(answer))
        first = await self.client.sync(timeout=0, full_state=True)
        if not isinstance(first, SyncResponse):
            raise RuntimeError(str(first))
        self.client.add_event_callback(self.on_event, Event)
        self.client.add_response_callback(lambda fault: print(fault, file=sys.stderr), SyncError)
        self.syncing = asyncio.create_task(self.client.sync_forever(timeout=10_000))
        return {"userId": answer.user_id, "deviceId": answer.device_id}

    def on_event(self, room, event):
        source = event.source
        say(
            {
                "event": {
                    "roomId": room.room_id,
                    "id": event.event_id,
                    "sender": event.sender,
                    "type": source.get("type"),
                    "content": source.get("content"),
                    "redacts": source.get("redacts"),
                    "decrypted": bool(getattr(event, "decrypted", False)),
                    "unreadable": isinstance(event, MegolmEvent),
                }
            }
        )

    async def join(self, roomId):
        answer = await self.client.join(roomId)
        if not isinstance(answer, JoinResponse):
            raise RuntimeError(str(answer))
        while roomId not in self.client.rooms:
            if self.syncing.done():
                self.syncing.result()
            await asyncio.sleep(0.05)
        return {}

    async def send(self, roomId, type, content):
        answer = await self.client.room_send(roomId, type, content, ignore_unverified_devices=True)
        return {"eventId": answer.event_id}

    async def redact(self, roomId, eventId):
        await self.client.room_redact(roomId, eventId)
        return {}

    async def upload(self, text, mimetype, name):
        data = bytes.fromhex(text)
        answer, keys = await self.client.upload(
            io.BytesIO(data), content_type=mimetype, filename=name, encrypt=True, filesize=len(data)
        )
        return {"file": {**keys, "url": answer.content_uri}}

    async def download(self, file):
        answer = await self.client.download(file["url"])
        data = decrypt_attachment(answer.body, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
        return {"hex": data.hex()}


async def main():
    homeserver, user, store = sys.argv[1:4]
    peer = Peer(homeserver, user, store)
    lines = asyncio.StreamReader(limit=SAY_LIMIT * 2)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        command = json.loads(line)
        try:
            answer = await asyncio.wait_for(getattr(peer, command["do"])(**command["with"]), 60)
            say({"id": command["id"], "answer": answer})
        except Exception as fault:
            say({"id": command["id"], "fault": f"{type(fault).__name__}: {fault}"})
    await peer.client.close()


asyncio.run(main())
