/** Where LiveKit tells of comings and goings: at the internal door and, for one that runs elsewhere, at the public one. */
export const webhookPath = "/livekit/jwt/sfu_webhook";

/** Where call tokens are had, as every MatrixRTC client is told: two spellings of it would be two calls. */
export function callServiceOf(publicUrl: string): string {
  return `${publicUrl}/livekit/jwt`;
}
