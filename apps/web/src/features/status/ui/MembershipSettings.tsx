import { useParley } from "../../../shared/contexts.ts";
import { useSignal } from "../../../shared/use-signal.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { Row, Section } from "../../../ui/Row.tsx";
import { strings } from "../strings/index.ts";

/** What an account of another homeserver is on this server, and how that ends. */
export function MembershipSettings() {
  const t = useStrings(strings);
  const me = useSignal(useParley().account);
  if (me === null) return <p className="text-14 text-ink-2">{t("memberNot")}</p>;
  const { userId } = me.account;
  const home = userId.slice(userId.indexOf(":") + 1);
  return (
    <>
      <Section hint={t("memberAbout", { home })}>
        <Row title={t("memberAccount")}>
          <span className="wrap-anywhere select-text font-mono text-13 text-ink-2">{userId}</span>
        </Row>
        <Row title={t("memberRole")} hint={t("memberMay")}>
          <span className="text-14 text-ink">{t("member")}</span>
        </Row>
      </Section>
      <Section title={t("memberEnd")} hint={t("memberEnds", { home })}>
        {null}
      </Section>
    </>
  );
}
