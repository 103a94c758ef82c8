// Enciphers and deciphers the media of a call, each call in a worker of its own.
import "@parley/calls/e2ee-worker";
