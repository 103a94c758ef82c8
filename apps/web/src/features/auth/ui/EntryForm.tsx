import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ErrorNote } from "../../../shared/ErrorNote.tsx";
import { Button } from "../../../ui/Button.tsx";

/**
 * The form of a page that lets people in: what went wrong, the fields, the one way on. Fields are told whether it was sent
 * once, so that they say what is missing then and not before; the focus goes to the first that is at fault.
 */
export function EntryForm({
  action,
  fits,
  error,
  busy = false,
  disabled = false,
  words,
  faulty,
  onSend,
  children,
}: {
  /** What the button says. */
  readonly action: ReactNode;
  /** Whether what was entered can be sent. */
  readonly fits: boolean;
  readonly error: unknown;
  readonly busy?: string | false;
  readonly disabled?: boolean;
  /** Instead of the error's own sentence. */
  readonly words?: string | undefined;
  /** Name of the input that the error is about: it is to be entered again. */
  readonly faulty?: string | undefined;
  readonly onSend: () => void;
  readonly children: (tried: boolean) => ReactNode;
}) {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTries(tries + 1);
    if (fits && !busy && !disabled) onSend();
  };
  useEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries]);
  useEffect(() => {
    if (error === null || faulty === undefined) return;
    const input = form.current?.querySelector<HTMLInputElement>(`input[name="${faulty}"]`);
    input?.focus();
    input?.select();
  }, [error, faulty]);
  return (
    <form ref={form} noValidate onSubmit={submit} className="grid grid-cols-1 gap-4">
      {error !== null && <ErrorNote error={error} {...(words === undefined ? {} : { words })} />}
      {children(tries > 0)}
      <Button type="submit" look="primary" size="lg" wide busy={busy} disabled={disabled} className="mt-2">
        {action}
      </Button>
    </form>
  );
}
