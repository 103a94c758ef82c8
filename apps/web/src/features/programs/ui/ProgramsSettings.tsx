import type { AccessToken, ResultOf } from "@parley/protocol";
import { useCallback, useEffect } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useAsked } from "../../../shared/use-asked.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Skeleton, Waiting } from "../../../ui/Skeleton.tsx";
import { strings } from "../strings/index.ts";
import { PairedDevices } from "./PairedDevices.tsx";
import { holds } from "./rights.ts";
import { Tokens } from "./Tokens.tsx";
import { WaitingDevices } from "./Waiting.tsx";

interface Kept {
  readonly tokens: readonly AccessToken[];
  /** Null: it is not mine to see. */
  readonly devices: ResultOf<"device.pair.list"> | null;
}

/** Programs and devices that act as this account: who waits, who is in, and the tokens that let them in. */
export function ProgramsSettings() {
  const t = useStrings(strings);
  const parley = useParley();
  const account = useSignal(parley.account);
  const held = account?.scopes ?? [];
  const mayPair = holds(held, "operator.pairing");
  const ask = useCallback(async (): Promise<Kept> => {
    const [{ tokens }, devices] = await Promise.all([
      parley.call("tokens.list", {}),
      mayPair ? parley.call("device.pair.list", {}) : null,
    ]);
    return { tokens, devices };
  }, [parley, mayPair]);
  const { found: kept, error, load } = useAsked(ask);
  useEffect(() => {
    const stops = [
      parley.on("device.pair.requested", () => void load()),
      parley.on("device.pair.resolved", () => void load()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [parley, load]);
  return (
    <>
      <p className="mb-4 text-14 text-ink-2">{t("about")}</p>
      {error !== null &&
        (kept === null ? (
          <ErrorNote error={error} onRetry={() => void load()} />
        ) : (
          <Banner shape="card">{t("offline")}</Banner>
        ))}
      <Waiting waiting={kept === null && error === null} shape={<Skeleton className="h-20 w-full" />}>
        {kept !== null && account !== null && (
          <>
            {kept.devices !== null && <WaitingDevices pending={kept.devices.pending} held={held} onDecided={load} />}
            <Tokens tokens={kept.tokens} me={account.account.userId} held={held} onChanged={load} />
            {kept.devices !== null && <PairedDevices devices={kept.devices.paired} onChanged={load} />}
          </>
        )}
      </Waiting>
    </>
  );
}
