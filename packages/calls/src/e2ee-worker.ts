// LiveKit's worker that enciphers and deciphers frames; each call runs one of its own.
import "livekit-client/e2ee-worker";
