import { useEffect, useState } from "react";
import { useParley, useSession } from "../../../shared/contexts.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Mark } from "../../../ui/Mark.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";

/** Which version runs, and where. */
export function AboutPage() {
  const t = useStrings(strings);
  const parley = useParley();
  const { account } = useSession();
  const [about, setAbout] = useState<{ version: string; publicUrl: string } | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    parley
      .call("auth.discover", {}, { signal: stop.signal })
      .then(setAbout)
      // Offline: the row says so.
      .catch(() => {});
    return () => stop.abort();
  }, [parley]);
  return (
    <Section>
      <div className="pb-4">
        <Mark />
      </div>
      <Row title={t("version")} hint={t("versionHint")}>
        <span className="font-mono text-13 text-ink tabular-nums">{about?.version ?? t("versionUnknown")}</span>
      </Row>
      <Row title={t("address")}>
        <span className="wrap-anywhere font-mono text-13 text-ink">{about?.publicUrl ?? location.origin}</span>
      </Row>
      <Row title={t("homeserver")}>
        <span className="wrap-anywhere font-mono text-13 text-ink">
          {account.userId.slice(account.userId.indexOf(":") + 1)}
        </span>
      </Row>
    </Section>
  );
}
