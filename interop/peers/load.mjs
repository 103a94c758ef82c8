/**
 * Clients that ask one thing after the other, in a process of their own: `node load.mjs '{"url", "token", "protocol",
 * "clients", "method", "seconds"}'`. Prints one line of JSON: `{"perSecond", "p50", "p99", "events"}`, times in ms.
 */
import { WebSocket } from "ws";

const { url, token, protocol, clients, method, seconds } = JSON.parse(process.argv[2]);
const most = 60_000;
const times = [];
let events = 0;

function connect() {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.once("error", reject);
    socket.on("message", function greet(data) {
      const frame = JSON.parse(String(data));
      if (frame.event === "connect.challenge") socket.send(JSON.stringify(hello()));
      if (frame.id !== "hello") return;
      socket.off("message", greet);
      if (frame.ok) resolve(socket);
      else reject(new Error(frame.error.message));
    });
  });
}

function hello() {
  const client = { id: "gateway-client", version: "bench", platform: "linux", mode: "backend" };
  const scopes = ["operator.admin", "operator.read"];
  const versions = { minProtocol: protocol, maxProtocol: protocol };
  return {
    type: "req",
    id: "hello",
    method: "connect",
    params: { ...versions, client, role: "operator", scopes, auth: { token } },
  };
}

function askOn(socket, until) {
  return new Promise((resolve, reject) => {
    let begun = 0;
    const ask = () => {
      begun = performance.now();
      socket.send(JSON.stringify({ type: "req", id: "r", method, params: {} }));
    };
    socket.on("close", (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.on("message", (data) => {
      const frame = JSON.parse(String(data));
      if (frame.type === "event") events += 1;
      if (frame.id !== "r") return;
      if (!frame.ok) return reject(new Error(frame.error.message));
      const now = performance.now();
      times.push(now - begun);
      if (now > until || times.length >= most) resolve();
      else ask();
    });
    ask();
  });
}

// One after the other: some let in only a few at once that have not said who they are.
const sockets = [];
while (sockets.length < clients) sockets.push(await connect());
const from = performance.now();
await Promise.all(sockets.map((socket) => askOn(socket, from + seconds * 1000)));
const passed = performance.now() - from;
times.sort((a, b) => a - b);
const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
const found = { perSecond: (times.length / passed) * 1000, p50: at(0.5), p99: at(0.99), events };
process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0));
