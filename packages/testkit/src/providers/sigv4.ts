import { createHash, createHmac } from "node:crypto";

interface Signed {
  readonly method: string;
  /** As it stood in the request line. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Uint8Array, data: string) => createHmac("sha256", key).update(data).digest();

/** What is wrong with the signature of a request, or undefined. Source: AWS, Signature Version 4, canonical request. */
export function faultOfSignature(request: Signed, secret: string): string | undefined {
  const header = (name: string) => String(request.headers[name] ?? "");
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header("authorization"),
    );
  if (match === null) return "no AWS4-HMAC-SHA256 authorization";
  const [, , date = "", region = "", service = "", signedHeaders = "", signature = ""] = match;
  if (service !== "bedrock") return `signed for ${service}`;
  const names = signedHeaders.split(";");
  for (const name of ["host", "x-amz-date"]) if (!names.includes(name)) return `${name} is not signed`;
  const url = new URL(request.url, "http://host");
  // Every segment is encoded once more for all services but S3.
  const path = url.pathname.split("/").map(encodeURIComponent).join("/");
  const hash = header("x-amz-content-sha256") || sha256(request.body);
  if (hash !== sha256(request.body)) return "the hash of the body is another";
  const canonical = [
    request.method,
    path,
    [...url.searchParams]
      .sort()
      .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
      .join("&"),
    ...names.map((name) => `${name}:${header(name).trim().replace(/ +/g, " ")}`),
    "",
    signedHeaders,
    hash,
  ].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", header("x-amz-date"), scope, sha256(canonical)].join("\n");
  const key = [date, region, service, "aws4_request"].reduce<string | Uint8Array>(
    (last, next) => hmac(last, next),
    `AWS4${secret}`,
  );
  return createHmac("sha256", key).update(text).digest("hex") === signature ? undefined : "the signature is another";
}
