import { Toast as Base } from "@base-ui/react/toast";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "./IconButton.tsx";
import { LateFailed } from "./late.ts";
import { useWords } from "./words.ts";

export interface ToastMessage {
  readonly title: string;
  /** One way back or onward, such as *Undo*. */
  readonly action?: { readonly label: string; readonly run: () => void };
  /** `high` interrupts a screen reader: for what failed. */
  readonly priority?: "low" | "high";
  /** Takes the place of the one that was given with this before. */
  readonly replaces?: string;
}

/** Shows one line for 8 s. Never the only place where something can be found. */
export function useToast(): (message: ToastMessage) => void {
  const manager = Base.useToastManager();
  return ({ title, action, priority = "low", replaces }) => {
    const id = manager.add({
      title,
      priority,
      timeout: 8000,
      ...(replaces === undefined ? {} : { id: replaces }),
      ...(action === undefined
        ? {}
        : {
            actionProps: {
              children: action.label,
              onClick: () => {
                manager.close(id);
                action.run();
              },
            },
          }),
    });
  };
}

/**
 * Around the app: owns the toasts and the place where they show: below the header. At the foot of a room they would lie
 * over the field and what was said last.
 */
export function ToastProvider({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Provider limit={3} timeout={8000}>
      <Missing>{children}</Missing>
      <Place />
    </Base.Provider>
  );
}

/** Says what a press could not fetch. */
function Missing({ children }: { readonly children: ReactNode }) {
  const { partMissing } = useWords();
  const toast = useToast();
  const say = () => toast({ title: partMissing, priority: "high", replaces: "part-missing" });
  return <LateFailed value={say}>{children}</LateFailed>;
}

function Place() {
  const words = useWords();
  const { toasts } = Base.useToastManager();
  return (
    <Base.Portal>
      <Base.Viewport
        data-region={toasts.length === 0 ? undefined : "toasts"}
        aria-label={words.notifications}
        className="fixed top-16 left-1/2 z-60 flex w-100 max-w-11/12 -translate-x-1/2 flex-col gap-2"
      >
        {toasts.map((toast) => (
          <Base.Root
            key={toast.id}
            toast={toast}
            className="flex items-center gap-2 rounded-card bg-float py-2 pr-2 pl-4 text-ink shadow-float transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
          >
            <Base.Title className="wrap-anywhere min-w-0 flex-1 text-14" />
            {toast.actionProps !== undefined && (
              <Base.Action className="h-8 shrink-0 rounded-control px-3 font-medium text-14 text-accent hover:bg-float-hover touch:h-11" />
            )}
            <Base.Close
              render={
                <IconButton
                  label={words.dismiss}
                  tip={false}
                  size="sm"
                  icon={<X aria-hidden="true" className="size-4" strokeWidth={1.75} />}
                />
              }
            />
          </Base.Root>
        ))}
      </Base.Viewport>
    </Base.Portal>
  );
}
