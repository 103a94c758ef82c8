import type { Departure, FoundHomeserver } from "@parley/matrix";
import { useMatrix } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Banner } from "../../../../ui/Banner.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { keepTicket, type NextPage, returnPath } from "../../model/ticket.ts";
import { strings } from "../../strings/index.ts";

/** The ways in that lead over a page of others: the homeserver's own, or an identity provider's. */
export function PagesThere({
  found,
  next,
  canCreate = found.oauth?.canCreate ?? false,
}: {
  readonly found: FoundHomeserver;
  /** Where it goes on after the way back. */
  readonly next: NextPage;
  /** Whether an account may be made on the way. */
  readonly canCreate?: boolean;
}) {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const returnTo = location.origin + returnPath;
  // One after the other: a second page would take the first one's ticket.
  const leave = useTask(async (depart: () => Promise<Departure>) => {
    const { url, ticket } = await depart();
    keepTicket(ticket, next);
    location.assign(url);
  });
  const { oauth, providers, password } = found;
  const away = (label: string, depart: () => Promise<Departure>, look: "primary" | "secondary") => (
    <Button key={label} look={look} size="lg" wide disabled={leave.running} onClick={() => void leave.run(depart)}>
      <span className="truncate">{label}</span>
    </Button>
  );
  return (
    <>
      {leave.error !== null && <ErrorNote error={leave.error} />}
      {oauth === null && providers.length === 0 && !password && (
        <Banner tone="warning" shape="card">
          {t("noWayIn", { name: found.name })}
        </Banner>
      )}
      {oauth !== null && (
        <div className="grid grid-cols-1 gap-2">
          {away(t("goOnAt", { host: oauth.host }), () => elsewhere.departByOAuth(found, returnTo, false), "primary")}
          {canCreate && away(t("makeAccountThere"), () => elsewhere.departByOAuth(found, returnTo, true), "secondary")}
        </div>
      )}
      {providers.length > 0 && (
        <div className="grid grid-cols-1 gap-2">
          {providers.map(({ id, name }) =>
            away(
              name === null ? t("goOnSso") : t("goOnWith", { name }),
              () => elsewhere.departBySso(found, id, returnTo),
              password || providers.length > 1 ? "secondary" : "primary",
            ),
          )}
        </div>
      )}
      {providers.length > 0 && password && <Or>{t("or")}</Or>}
    </>
  );
}

function Or({ children }: { readonly children: string }) {
  return (
    <div className="flex items-center gap-3 text-13 text-ink-2">
      <span aria-hidden="true" className="h-px flex-1 bg-line" />
      {children}
      <span aria-hidden="true" className="h-px flex-1 bg-line" />
    </div>
  );
}
