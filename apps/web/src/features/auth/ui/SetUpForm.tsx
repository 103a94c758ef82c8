import type { FoundHomeserver } from "@parley/matrix";
import { useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { codeOf } from "../../../shared/explain.ts";
import { useNavigation } from "../../../shared/navigation.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { fitsNewAccount } from "../model/new-account.ts";
import { asUsername, isDomain } from "../model/username.ts";
import { goOnWithSetUp, type SetUpStep, setUp } from "../model/ways-in.ts";
import { strings } from "../strings/index.ts";
import { Box } from "./Box.tsx";
import { EntryFields } from "./EntryFields.tsx";
import { EntryForm } from "./EntryForm.tsx";
import { PagesThere } from "./elsewhere/PagesThere.tsx";
import { Steps } from "./Steps.tsx";
import { forgetLinkCode } from "./use-link-code.ts";
import { useWaysIn } from "./use-ways-in.ts";

/** Ways in to a homeserver that runs elsewhere; where they are not known, by name and password. */
export interface OwnWays {
  readonly found: FoundHomeserver | null;
}

/** The owner's account, the name of the server and the first space. */
export function SetUpForm({
  code,
  serverName: fixedName,
  ways,
  onRefused,
}: {
  readonly code: string;
  /** Chosen before, by settings or by an earlier try; null: asked here. */
  readonly serverName: string | null;
  /** How our homeserver signs people in where it runs elsewhere; null: accounts are made here. */
  readonly ways: OwnWays | null;
  readonly onRefused: (code: "CODE_REFUSED" | "SETUP_DONE") => void;
}) {
  const t = useStrings(strings);
  const { ports, deviceName } = useWaysIn();
  const access = useAccess();
  const navigation = useNavigation();
  const [where, setWhere] = useState<"here" | "domain">("here");
  const [domain, setDomain] = useState("");
  const [spaceName, setSpaceName] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [taken, setTaken] = useState<string | null>(null);
  const [step, setStep] = useState<SetUpStep>("homeserver");

  // An account of another homeserver cannot own this one.
  const begun = ports.session?.account.elsewhere === true ? null : ports.session;
  const attached = ways !== null;
  const username = attached ? name.trim() : asUsername(name);
  const serverName = fixedName ?? (where === "here" ? "localhost" : domain);
  const domainWrong = fixedName === null && where === "domain" && !isDomain(domain);
  const accountWrong =
    begun === null &&
    (attached ? username === "" || password === "" : !fitsNewAccount({ username, password, serverName, taken }));
  const spaceMissing = spaceName.trim() === "";

  const task = useTask(async () => {
    try {
      const { session } =
        begun === null
          ? await setUp(
              ports,
              {
                code,
                serverName: fixedName ?? serverName,
                spaceName: spaceName.trim(),
                name: username,
                password,
                deviceName,
              },
              setStep,
            )
          : await goOnWithSetUp(ports, { code, spaceName: spaceName.trim() }, setStep);
      forgetLinkCode();
      access.enter(session);
      navigation.go({ at: "recovery" }, { replace: true });
    } catch (error) {
      const refused = codeOf(error);
      if (refused === "CODE_REFUSED" || refused === "SETUP_DONE") {
        forgetLinkCode();
        onRefused(refused);
      }
      if (refused === "MATRIX_USERNAME_TAKEN") setTaken(username);
      throw error;
    }
  });

  if (task.running) {
    return (
      <Box title={t("stepsTitle")}>
        <Steps
          current={step}
          lines={[
            { step: "homeserver", label: t("stepHomeserver"), hint: t("stepHomeserverHint") },
            { step: "account", label: attached ? t("stepSignIn") : t("stepAccount") },
            { step: "owner", label: t("stepOwner") },
            { step: "space", label: t("stepSpace", { name: spaceName.trim() }) },
          ]}
        />
      </Box>
    );
  }
  const about = attached ? t("attachedAbout", { server: fixedName ?? "" }) : t("setUpAbout");
  const pages = begun === null ? (ways?.found ?? null) : null;
  if (pages !== null && !pages.password) {
    return (
      <Box title={t("setUpTitle")} about={about}>
        <div className="grid grid-cols-1 gap-4">
          <PagesThere found={pages} next="setup" />
          <p className="text-13 text-ink-2">{t("ownPage")}</p>
        </div>
      </Box>
    );
  }
  return (
    <Box title={t("setUpTitle")} about={about}>
      <div className="grid grid-cols-1 gap-4">
        {pages !== null && <PagesThere found={pages} next="setup" />}
        <EntryForm
          action={begun !== null ? t("goOn") : attached ? t("signInAndOwn") : t("createAndSignIn")}
          fits={!domainWrong && !accountWrong && !spaceMissing}
          error={taken !== null && taken === username ? null : task.error}
          faulty={codeOf(task.error) === "MATRIX_WRONG_PASSWORD" ? "password" : undefined}
          onSend={() => void task.run()}
        >
          {(tried) => (
            <>
              {begun !== null && <p className="text-14 text-ink">{t("goOnAs", { id: begun.account.userId })}</p>}
              {fixedName === null && begun === null && (
                <>
                  <RadioGroup
                    label={t("whereLabel")}
                    value={where}
                    onChange={setWhere}
                    options={[
                      { value: "here", label: t("onlyHere"), hint: t("onlyHereHint") },
                      { value: "domain", label: t("ownDomain"), hint: t("ownDomainHint") },
                    ]}
                  />
                  {where === "domain" && (
                    <TextField
                      label={t("domain")}
                      value={domain}
                      onChange={(typed) => setDomain(typed.trim().toLowerCase())}
                      hint={tried && domainWrong ? undefined : t("domainHint")}
                      error={tried && domainWrong ? t("domainWrong") : undefined}
                      inputMode="url"
                      autoCapitalize="off"
                      autoCorrect="off"
                      spellCheck={false}
                    />
                  )}
                </>
              )}
              <TextField
                label={t("firstServer")}
                dir="auto"
                placeholder={t("firstServerPlaceholder")}
                value={spaceName}
                onChange={setSpaceName}
                maxLength={100}
                error={tried && spaceMissing ? t("firstServerMissing") : undefined}
                autoComplete="off"
              />
              {begun === null && (
                <EntryFields
                  isNew={!attached}
                  name={name}
                  password={password}
                  onName={setName}
                  onPassword={setPassword}
                  serverName={serverName}
                  homeserverUrl={null}
                  tried={tried}
                  taken={taken}
                />
              )}
            </>
          )}
        </EntryForm>
      </div>
    </Box>
  );
}
