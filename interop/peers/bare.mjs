/** The floor: `ws` and nothing else, with the frames of the protocol. Prints its port. */
import { WebSocketServer } from "ws";

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
server.on("listening", () => console.log(server.address().port));
server.on("connection", (socket) => {
  socket.send(JSON.stringify({ type: "event", event: "connect.challenge", payload: { nonce: "n", ts: Date.now() } }));
  socket.on("message", (data) => {
    const { id, method } = JSON.parse(String(data));
    const payload = method === "connect" ? { type: "hello-ok" } : { ok: true, ts: Date.now(), durationMs: 0 };
    socket.send(JSON.stringify({ type: "res", id, ok: true, payload }));
  });
});
