import { type ReactNode, Suspense, useState } from "react";
import { useAccess } from "../../../shared/access.ts";
import { useStrings } from "../../../shared/use-strings.ts";
import { useTitle } from "../../../shared/use-title.ts";
import { Mark } from "../../../ui/Mark.tsx";
import { strings } from "../strings/index.ts";

/** The one card of a page that is seen before anyone is in. Fills a phone's screen. */
export function Box({
  title,
  about,
  children,
  below,
  leaves = false,
}: {
  readonly title: string;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  readonly below?: ReactNode;
  /** Offers to go on with another account. */
  readonly leaves?: boolean;
}) {
  useTitle([title]);
  return (
    <main className="flex h-full flex-col items-center overflow-y-auto bg-list phone:bg-content desk:p-8">
      <div className="w-full max-w-form shrink-0 bg-content phone:px-6 phone:py-8 desk:my-auto desk:rounded-dialog desk:p-8 desk:shadow-float">
        <Mark />
        <h1 className="wrap-anywhere mt-5 text-balance font-semibold text-22 text-ink">{title}</h1>
        {about !== undefined && <div className="mt-1 text-14 text-ink-2">{about}</div>}
        {children !== undefined && <div className="mt-5">{children}</div>}
        {leaves && <OtherAccount />}
        {below !== undefined && <div className="mt-5 text-13 text-ink-2">{below}</div>}
      </div>
    </main>
  );
}

/** A quiet way on, under a form. */
export function QuietButton({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="rounded-4 font-medium text-accent underline-offset-4 hover:underline touch:min-h-11"
    >
      {children}
    </button>
  );
}

/** Out of this account, with the link still in hand. */
function OtherAccount() {
  const t = useStrings(strings);
  const { SignOutDialog } = useAccess();
  const [asking, setAsking] = useState(false);
  return (
    <div className="mt-5 text-13">
      <QuietButton onClick={() => setAsking(true)}>{t("inviteOtherAccount")}</QuietButton>
      <Suspense>{asking && <SignOutDialog stays onClose={() => setAsking(false)} />}</Suspense>
    </div>
  );
}
