import { Suspense, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { strings } from "../strings/index.ts";
import { QuietButton } from "./Box.tsx";

/** Out of this account, with the link still in hand. */
export function OtherAccount() {
  const t = useStrings(strings);
  const { SignOutDialog } = useAccess();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <QuietButton onClick={() => setAsking(true)}>{t("inviteOtherAccount")}</QuietButton>
      <Suspense>{asking && <SignOutDialog stays onClose={() => setAsking(false)} />}</Suspense>
    </>
  );
}
