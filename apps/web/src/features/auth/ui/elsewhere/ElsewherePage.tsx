import { type FormEvent, useState } from "react";
import { useMatrix, useParley } from "../../../../shared/contexts.ts";
import { ErrorNote } from "../../../../shared/ErrorNote.tsx";
import { useNavigation } from "../../../../shared/navigation.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { useTask } from "../../../../shared/use-task.ts";
import { Banner } from "../../../../ui/Banner.tsx";
import { Button } from "../../../../ui/Button.tsx";
import { RadioGroup } from "../../../../ui/RadioGroup.tsx";
import { TextField } from "../../../../ui/TextField.tsx";
import { findElsewhere } from "../../model/find-elsewhere.ts";
import { rememberFound } from "../../model/found.ts";
import { strings } from "../../strings/index.ts";
import { Box, QuietButton } from "../Box.tsx";
import { useDiscovery } from "../use-discovery.ts";
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
  const [tried, setTried] = useState(false);
  const task = useTask(async () => {
    const found = await findElsewhere({ parley, elsewhere }, typed);
    rememberFound(found, typed);
    navigation.go({ at: "sign-in", elsewhere: found.name });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed.trim() !== "") void task.run();
  };
  return (
    <form noValidate onSubmit={submit} className="grid gap-4">
      {task.error !== null && <ErrorNote error={task.error} />}
      {names.length > 0 ? (
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
          inputMode="url"
          maxLength={255}
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
          autoFocus
        />
      )}
      <Button
        type="submit"
        look="primary"
        size="lg"
        wide
        busy={task.running && t("lookingForHomeserver")}
        className="mt-2"
      >
        {t("goOn")}
      </Button>
    </form>
  );
}
