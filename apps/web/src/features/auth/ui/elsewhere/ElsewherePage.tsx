import { useState } from "react";
import { useMatrix, useParley } from "../../../../shared/contexts.ts";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Banner } from "../../../../ui/Banner.tsx";
import { RadioGroup } from "../../../../ui/RadioGroup.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { findElsewhere } from "../../model/find-elsewhere.ts";
import { rememberFound } from "../../model/found.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { EntryForm } from "../EntryForm.tsx";
import { useDiscovery } from "../use-discovery.ts";
import { faultWords } from "./fault-words.ts";
import { useEnter } from "./use-enter.ts";

/** Which other homeserver to sign in to. */
export function ElsewherePage() {
  const t = useStrings(strings);
  const navigation = useNavigation();
  const { found, silent } = useDiscovery();
  useEnter();
  const allowed = found?.otherHomeservers ?? null;
  return (
    <Box
      title={t("elsewhereTitle")}
      about={allowed === "none" ? t("elsewhereNot") : t("elsewhereAbout")}
      below={<QuietButton onClick={() => navigation.back({ at: "sign-in" })}>{t("backToOwn")}</QuietButton>}
    >
      {silent && allowed === null && <Banner shape="card">{t("serverSilent")}</Banner>}
      {allowed !== null && allowed !== "none" && <Choose names={allowed === "any" ? [] : allowed} />}
    </Box>
  );
}

function Choose({ names }: { readonly names: readonly string[] }) {
  const t = useStrings(strings);
  const { elsewhere } = useMatrix();
  const parley = useParley();
  const navigation = useNavigation();
  const [typed, setTyped] = useState(names[0] ?? "");
  const task = useTask(async () => {
    const found = await findElsewhere({ parley, elsewhere }, typed);
    if (found.own) {
      navigation.go({ at: "sign-in" }, { replace: true });
      return;
    }
    rememberFound(found, typed);
    navigation.go({ at: "sign-in", elsewhere: found.name });
  });
  return (
    <EntryForm
      action={t("goOn")}
      fits={typed.trim() !== ""}
      error={task.error}
      words={faultWords(task.error, t).words}
      busy={task.running && t("lookingForHomeserver")}
      faulty="homeserver"
      onSend={() => void task.run()}
    >
      {(tried) =>
        names.length > 0 ? (
          <RadioGroup
            label={t("homeserver")}
            value={typed}
            onChange={setTyped}
            options={names.map((name) => ({ value: name, label: name.replace(/^https?:\/\//, "") }))}
          />
        ) : (
          <TextField
            label={t("homeserver")}
            value={typed}
            onChange={setTyped}
            hint={t("homeserverHint")}
            error={tried && typed.trim() === "" ? t("homeserverMissing") : undefined}
            name="homeserver"
            inputMode="url"
            maxLength={255}
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
            autoFocus
          />
        )
      }
    </EntryForm>
  );
}
