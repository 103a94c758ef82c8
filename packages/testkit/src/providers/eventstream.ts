import { crc32 } from "node:zlib";

/** One frame of `application/vnd.amazon.eventstream`: lengths, checksum, headers, payload, checksum. Source: AWS, event stream encoding. */
function frame(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(payload));
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(Buffer.byteLength(value));
      // 7: the value is a string.
      return Buffer.concat([
        Buffer.from([Buffer.byteLength(name)]),
        Buffer.from(name),
        Buffer.from([7]),
        length,
        Buffer.from(value),
      ]);
    }),
  );
  const whole = Buffer.alloc(12 + head.length + body.length + 4);
  whole.writeUInt32BE(whole.length, 0);
  whole.writeUInt32BE(head.length, 4);
  whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
  head.copy(whole, 12);
  body.copy(whole, 12 + head.length);
  whole.writeUInt32BE(crc32(whole.subarray(0, whole.length - 4)), whole.length - 4);
  return whole;
}

export function eventFrame(type: string, payload: unknown): Uint8Array {
  return frame({ ":event-type": type, ":content-type": "application/json", ":message-type": "event" }, payload);
}

export function exceptionFrame(type: string, payload: unknown): Uint8Array {
  return frame({ ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" }, payload);
}
