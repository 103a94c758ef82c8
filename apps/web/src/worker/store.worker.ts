import { serveStore } from "@parley/matrix/store-worker";

serveStore(self);
