import type { AccessToken } from "@parley/protocol";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useParley } from "../../../shared/contexts.ts";
import { dateAndTime, fullTime, shortTime, useNow } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Button } from "../../../ui/Button.tsx";
import { Row, Section } from "../../../ui/Row.tsx";
import { useToast } from "../../../ui/Toast.tsx";
import { strings } from "../strings/index.ts";
import { Confirm } from "./Confirm.tsx";
import { rightsIn } from "./rights.ts";
import { TokenDialog } from "./TokenDialog.tsx";

/** Access tokens that open something: my own, for admins everybody's. */
export function Tokens({
  tokens,
  me,
  held,
  onChanged,
}: {
  readonly tokens: readonly AccessToken[];
  readonly me: string;
  /** What I may do myself: nobody gives more away. */
  readonly held: readonly string[];
  readonly onChanged: () => Promise<void>;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const toast = useToast();
  const now = useNow();
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<AccessToken | null>(null);
  const live = tokens
    .filter(({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now))
    .toSorted((one, other) => Number(other.owner === me) - Number(one.owner === me));
  return (
    <Section title={t("tokens")} hint={t("tokensHint")}>
      {live.length === 0 && <p className="py-3 text-13 text-ink-2">{t("noTokens")}</p>}
      {live.map((token) => (
        <Row
          key={token.id}
          title={
            <>
              <bdi>{token.name}</bdi>
              {token.owner !== me && (
                <span className="font-normal text-ink-2"> {t("of", { account: token.owner })}</span>
              )}
            </>
          }
          hint={
            <>
              <span className="block">{rightsIn(token.scopes, t)}</span>
              <span title={fullTime(token.createdAt, t.language)}>
                {t("madeOn", { time: shortTime(token.createdAt, now, t.language) })},{" "}
                {token.lastUsedAt === null
                  ? t("neverUsed")
                  : t("used", { time: shortTime(token.lastUsedAt, now, t.language) })}
                {token.expiresAt !== null && `, ${t("until", { time: dateAndTime(token.expiresAt, t.language) })}`}
              </span>
            </>
          }
        >
          <Button
            look="plain-danger"
            aria-label={t("revokeNamed", { name: token.name })}
            onClick={() => setEnding(token)}
          >
            {t("revoke")}
          </Button>
        </Row>
      ))}
      <div className="py-4">
        <Button
          icon={<Plus aria-hidden="true" className="size-4" strokeWidth={1.75} />}
          onClick={() => setMaking(true)}
        >
          {t("create")}
        </Button>
      </div>
      {making && <TokenDialog held={held} onClose={() => setMaking(false)} onMade={onChanged} />}
      {ending !== null && (
        <Confirm
          title={t("revokeTitle", { name: ending.name })}
          about={t("revokeAbout")}
          keep={t("keepToken")}
          end={t("revokeToken")}
          ending={t("revoking")}
          onClose={() => setEnding(null)}
          act={async () => {
            await parley.call("tokens.revoke", { id: ending.id });
            toast({ title: t("revoked", { name: ending.name }) });
            setEnding(null);
            await onChanged();
          }}
        />
      )}
    </Section>
  );
}
