import type { MatrixEvent } from "matrix-js-sdk";
import { validTime } from "../content/clean.ts";

/** When an event was sent, as its homeserver says and a date can hold it; milliseconds since the epoch. */
export const timeOf = (event: MatrixEvent): number => validTime(event.getTs());
