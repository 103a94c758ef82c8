import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Banner, BannerAction } from "../../../ui/Banner.tsx";
import type { Cost } from "../model/days.ts";
import { strings } from "../strings/index.ts";
import { Days } from "./Days.tsx";
import { Shares } from "./Shares.tsx";
import { costOf, countOf } from "./words.ts";

export interface UsedUp {
  readonly cost: Cost;
  /** Of agents, by their ids. */
  readonly names: ReadonlyMap<string, string>;
}

/** What was used: by day, agent, model and person. */
export function Used({ cost, names, isAdmin }: UsedUp & { readonly isAdmin: boolean }) {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const { totals } = cost;
  const facts = [
    [t("tokens"), countOf(totals.totalTokens, t)],
    [t("cost"), costOf(totals, t)],
    [t("answers"), countOf(totals.calls, t)],
  ] as const;
  return (
    <>
      <div>
        <dl className="flex flex-wrap gap-x-8 gap-y-2 py-3">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt className="text-13 text-ink-2">{name}</dt>
              <dd className="font-semibold text-18 text-ink tabular-nums">{value}</dd>
            </div>
          ))}
        </dl>
        <Days cost={cost} />
        {totals.missingCostEntries > 0 && (
          <div className="pb-3">
            <Banner
              tone="info"
              shape="card"
              live="off"
              actions={
                isAdmin && (
                  <BannerAction onClick={() => navigation.go({ at: "settings", page: "models" })}>
                    {t("enterPrices")}
                  </BannerAction>
                )
              }
            >
              {t("unpriced", { n: totals.missingCostEntries })}
            </Banner>
          </div>
        )}
        {totals.estimated > 0 && <p className="pb-3 text-13 text-ink-2">{t("estimated", { n: totals.estimated })}</p>}
      </div>
      <Shares
        title={t("byAgent")}
        shares={cost.byAgent.map((sums) => ({ id: sums.agentId, name: names.get(sums.agentId) ?? sums.agentId, sums }))}
      />
      <Shares
        title={t("byModel")}
        shares={cost.byModel.map((sums) => ({
          id: sums.model,
          name: <span className="font-mono text-13">{sums.model}</span>,
          sums,
        }))}
      />
      <Shares
        title={t("byPerson")}
        shares={cost.byPerson.map((sums) => ({ id: sums.userId, name: sums.userId, sums }))}
      />
    </>
  );
}
