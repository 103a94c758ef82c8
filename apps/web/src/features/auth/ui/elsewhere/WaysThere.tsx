import type { FoundHomeserver, Session } from "@parley/matrix";
import { useState } from "react";
import { useMatrix } from "../../../../shared/contexts.ts";
import { codeOf } from "../../../../shared/explain.ts";
import type { Place } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { CredentialFields } from "../CredentialFields.tsx";
import { EntryForm } from "../EntryForm.tsx";
import { useWaysIn } from "../use-ways-in.ts";
import { PagesThere } from "./PagesThere.tsx";

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
  const { oauth, password, signUp } = found;
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
        <PagesThere found={found} next="chats" />
        {password && <PasswordThere found={found} user={user} onEnter={onEnter} />}
      </div>
    </Box>
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
  const task = useTask(async () => {
    onEnter(await elsewhere.signIn({ found, user: name.trim(), password, deviceName }), { at: "chats" });
  });
  return (
    <EntryForm
      action={t("signInAction")}
      fits={name.trim() !== "" && password !== ""}
      error={task.error}
      busy={task.running && t("signingIn")}
      faulty={codeOf(task.error) === "MATRIX_WRONG_PASSWORD" ? "password" : undefined}
      onSend={() => void task.run()}
    >
      {(tried) => (
        <CredentialFields
          name={name}
          password={password}
          onName={setName}
          onPassword={setPassword}
          tried={tried}
          autoFocus={found.providers.length === 0}
        />
      )}
    </EntryForm>
  );
}
