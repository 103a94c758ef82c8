import { Check, Copy, Download, Printer } from "lucide-react";
import { useEffect, useState } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useSession } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useClock } from "../../../shared/time.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Spinner } from "../../../ui/Spinner.tsx";
import { strings } from "../strings/index.ts";
import { Box } from "./Box.tsx";

const sign = "size-4";
/** The browser reads what it saves after the click; how long is nowhere said. */
const readMs = 60_000;

/** Shows the key that was made here, to be copied, downloaded or printed; *I saved it* removes it from this device. */
export function SaveKey({ onDone }: { readonly onDone: () => void }) {
  const t = useStrings(strings);
  const session = useSession();
  const clock = useClock();
  const { copy, copied } = useCopy();
  const [key, setKey] = useState<string | null | undefined>();
  const [refused, setRefused] = useState(false);
  const load = useTask(async () => setKey(await session.encryption.recoveryKey()));
  const confirm = useTask(async () => {
    await session.encryption.confirmRecoveryKeySaved();
    onDone();
  });
  const { run } = load;
  useEffect(() => {
    void run();
  }, [run]);

  const { userId } = session.account;
  const name = userId.slice(1).replaceAll(/[^a-z0-9.-]+/gi, "-");
  const download = (text: string) => {
    const url = URL.createObjectURL(new Blob([t("fileText", { id: userId, key: text })], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = t("fileName", { name });
    document.body.append(link);
    link.click();
    link.remove();
    clock.after(readMs, () => URL.revokeObjectURL(url));
  };

  return (
    <Box title={t("saveTitle")} about={key === null ? t("elsewhereAbout") : t("saveAbout")}>
      {load.error !== null && <ErrorNote error={load.error} onRetry={() => void run()} />}
      {key === undefined && load.error === null && <Spinner>{t("preparing")}</Spinner>}
      {typeof key === "string" && (
        <>
          <output
            aria-label={t("keyLabel")}
            data-testid="recovery-key"
            className="grid select-all grid-cols-6 justify-items-center gap-y-1 rounded-card bg-code px-4 py-3 font-mono text-15 text-ink phone:grid-cols-4"
          >
            {key.split(" ").map((group, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the groups of one key never change places
              <span key={index}>{`${group} `}</span>
            ))}
          </output>
          <div className="mt-3 flex flex-wrap gap-2 print:hidden">
            <Button
              className="flex-1"
              icon={
                copied ? (
                  <Check aria-hidden="true" className={sign} strokeWidth={1.75} />
                ) : (
                  <Copy aria-hidden="true" className={sign} strokeWidth={1.75} />
                )
              }
              onClick={async () => setRefused(!(await copy(key)))}
            >
              {copied ? t("copied") : t("copy")}
            </Button>
            <Button
              className="flex-1"
              icon={<Download aria-hidden="true" className={sign} strokeWidth={1.75} />}
              onClick={() => download(key)}
            >
              {t("download")}
            </Button>
            <Button
              className="flex-1"
              icon={<Printer aria-hidden="true" className={sign} strokeWidth={1.75} />}
              onClick={() => window.print()}
            >
              {t("print")}
            </Button>
          </div>
          {refused && (
            <div className="mt-3">
              <Banner shape="card">{t("copyRefused")}</Banner>
            </div>
          )}
        </>
      )}
      {confirm.error !== null && (
        <div className="mt-3">
          <ErrorNote error={confirm.error} onRetry={() => confirm.run()} />
        </div>
      )}
      <div className="mt-6 grid gap-2 print:hidden">
        <Button
          look="primary"
          size="lg"
          wide
          disabled={key === undefined}
          busy={confirm.running && t("saving")}
          onClick={() => confirm.run()}
        >
          {t("saved")}
        </Button>
        <Button look="ghost" size="lg" wide onClick={onDone}>
          {t("later")}
        </Button>
        <p className="text-12 text-ink-2">{t("laterRisk")}</p>
      </div>
    </Box>
  );
}
