import { Check, Copy, QrCode as QrSign, Share2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useCopy } from "../../../shared/clipboard.ts";
import { useParley } from "../../../shared/contexts.ts";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTask } from "../../../shared/use-task.ts";
import { Banner } from "../../../ui/Banner.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Dialog } from "../../../ui/Dialog.tsx";
import { RadioGroup } from "../../../ui/RadioGroup.tsx";
import { TextField } from "../../../ui/TextField.tsx";
import { isLoopback } from "../model/loopback.ts";
import { linksMade } from "../model/made.ts";
import { strings } from "../strings/index.ts";

const QrCode = lazy(() => import("./QrCode.tsx").then((module) => ({ default: module.QrCode })));

const hour = 3_600_000;
const lifetimes = { hour, day: 24 * hour, week: 7 * 24 * hour, never: null } as const;
const useCounts = { once: 1, ten: 10, any: null } as const;

/** Makes a link to a space and shows it: to copy, to share, as a QR code. */
export function InviteDialog({
  space,
  onClose,
}: {
  readonly space: { readonly id: string; readonly name: string };
  readonly onClose: () => void;
}) {
  const t = useStrings(strings);
  const parley = useParley();
  const [lifetime, setLifetime] = useState<keyof typeof lifetimes>("week");
  const [uses, setUses] = useState<keyof typeof useCounts>("ten");
  const [url, setUrl] = useState<string | null>(null);
  const create = useTask(async () => {
    const made = await parley.call("invites.create", {
      spaceId: space.id,
      spaceName: space.name,
      expiresInMs: lifetimes[lifetime],
      maxUses: useCounts[uses],
    });
    setUrl(made.url);
    linksMade(parley).value += 1;
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t("title", { space: space.name })}
      description={t("about")}
      actions={
        url === null ? (
          <Button look="primary" busy={create.running && t("creating")} onClick={() => create.run()}>
            {t("create")}
          </Button>
        ) : (
          <>
            <Button look="ghost" onClick={() => setUrl(null)}>
              {t("another")}
            </Button>
            <Button onClick={onClose}>{t("done")}</Button>
          </>
        )
      }
    >
      {url === null ? (
        <div className="grid gap-5">
          {create.error !== null && <ErrorNote error={create.error} onRetry={() => create.run()} />}
          <RadioGroup
            shape="segments"
            label={t("expires")}
            value={lifetime}
            onChange={setLifetime}
            options={[
              { value: "hour", label: t("anHour") },
              { value: "day", label: t("aDay") },
              { value: "week", label: t("aWeek") },
              { value: "never", label: t("never") },
            ]}
          />
          <RadioGroup
            shape="segments"
            label={t("uses")}
            value={uses}
            onChange={setUses}
            options={[
              { value: "once", label: t("once") },
              { value: "ten", label: t("tenTimes") },
              { value: "any", label: t("unlimited") },
            ]}
          />
        </div>
      ) : (
        <MadeLink url={url} />
      )}
    </Dialog>
  );
}

function MadeLink({ url }: { readonly url: string }) {
  const t = useStrings(strings);
  const { copy, copied } = useCopy();
  const [refused, setRefused] = useState(false);
  const [codeShown, setCodeShown] = useState(false);
  const canShare = typeof navigator.share === "function";
  const Sign = copied ? Check : Copy;
  return (
    <div className="grid gap-4">
      {isLoopback(url) && <Banner shape="card">{t("loopback")}</Banner>}
      <TextField
        label={t("link")}
        value={url}
        onChange={() => {}}
        readOnly
        mono
        hint={t("shownOnce")}
        error={refused ? t("copyRefused") : undefined}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          icon={<Sign aria-hidden="true" className="size-4" strokeWidth={1.75} />}
          onClick={async () => setRefused(!(await copy(url)))}
        >
          {copied ? t("copied") : t("copyLink")}
        </Button>
        {canShare && (
          <Button
            icon={<Share2 aria-hidden="true" className="size-4" strokeWidth={1.75} />}
            onClick={() => void navigator.share({ url }).catch(() => {})}
          >
            {t("share")}
          </Button>
        )}
        <Button
          aria-expanded={codeShown}
          icon={<QrSign aria-hidden="true" className="size-4" strokeWidth={1.75} />}
          onClick={() => setCodeShown(!codeShown)}
        >
          {codeShown ? t("hideCode") : t("showCode")}
        </Button>
      </div>
      {codeShown && (
        <Suspense fallback={null}>
          <QrCode text={url} label={t("codeAlt")} />
        </Suspense>
      )}
    </div>
  );
}
