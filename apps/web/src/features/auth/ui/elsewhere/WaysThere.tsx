import type { Departure, FoundHomeserver, Session } from "@parley/matrix";
import { type FormEvent, useState } from "react";
import { useMatrix } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import type { Place } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Banner } from "../../../../ui/Banner.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { keepTicket, returnPath } from "../../model/ticket.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { CredentialFields } from "../CredentialFields.tsx";
import { useWaysIn } from "../use-ways-in.ts";

/** The ways in that a homeserver offers: its own page, identity providers, name and password, a new account. */
export function WaysThere({
  found,
  user,
  onEnter,
  onSignUp,
  onBack,
}: {
  readonly found: FoundHomeserver;
  /** Typed before; may be empty. */
  readonly user: string;
  readonly onEnter: (session: Session, place: Place) => void;
  readonly onSignUp: () => void;
  readonly onBack: () => void;
}) {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const returnTo = location.origin + returnPath;
  // One after the other: a second page would take the first one's ticket.
  const leave = useTask(async (depart: () => Promise<Departure>) => {
    const { url, ticket } = await depart();
    keepTicket(ticket);
    location.assign(url);
  });
  const { oauth, providers, password, signUp } = found;
  const away = (label: string, depart: () => Promise<Departure>, look: "primary" | "secondary") => (
    <Button key={label} look={look} size="lg" wide disabled={leave.running} onClick={() => void leave.run(depart)}>
      <span className="truncate">{label}</span>
    </Button>
  );
  const nothing = oauth === null && providers.length === 0 && !password;
  return (
    <Box
      title={t("elsewhereAt", { name: found.name })}
      about={oauth === null ? t("elsewherePlain") : t("elsewhereOAuth", { host: oauth.host })}
      below={
        <div className="flex flex-wrap gap-x-4 gap-y-2">
          {signUp && <QuietButton onClick={onSignUp}>{t("makeAccountThere")}</QuietButton>}
          <QuietButton onClick={onBack}>{t("anotherHomeserver")}</QuietButton>
        </div>
      }
    >
      <div className="grid grid-cols-1 gap-4">
        {leave.error !== null && <ErrorNote error={leave.error} />}
        {nothing && (
          <Banner tone="warning" shape="card">
            {t("noWayIn", { name: found.name })}
          </Banner>
        )}
        {oauth !== null && (
          <div className="grid grid-cols-1 gap-2">
            {away(t("goOnAt", { host: oauth.host }), () => elsewhere.departByOAuth(found, returnTo, false), "primary")}
            {oauth.canCreate &&
              away(t("makeAccountThere"), () => elsewhere.departByOAuth(found, returnTo, true), "secondary")}
          </div>
        )}
        {providers.length > 0 && (
          <div className="grid grid-cols-1 gap-2">
            {providers.map(({ id, name }) =>
              away(
                name === null ? t("goOnSso") : t("goOnWith", { name }),
                () => elsewhere.departBySso(found, id, returnTo),
                "secondary",
              ),
            )}
          </div>
        )}
        {providers.length > 0 && password && <Or>{t("or")}</Or>}
        {password && <PasswordThere found={found} user={user} onEnter={onEnter} />}
      </div>
    </Box>
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

function PasswordThere({
  found,
  user,
  onEnter,
}: {
  readonly found: FoundHomeserver;
  readonly user: string;
  readonly onEnter: (session: Session, place: Place) => void;
}) {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const { deviceName } = useWaysIn();
  const [name, setName] = useState(user);
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const task = useTask(async () => {
    onEnter(await elsewhere.signIn({ found, user: name.trim(), password, deviceName }), { at: "chats" });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim() !== "" && password !== "") void task.run();
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {task.error !== null && <ErrorNote error={task.error} />}
      <CredentialFields
        name={name}
        password={password}
        onName={setName}
        onPassword={setPassword}
        tried={tried}
        autoFocus={found.providers.length === 0}
      />
      <Button type="submit" look="primary" size="lg" wide busy={task.running && t("signingIn")} className="mt-2">
        {t("signInAction")}
      </Button>
    </form>
  );
}
