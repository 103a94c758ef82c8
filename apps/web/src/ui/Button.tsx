import type { ComponentProps, ReactNode } from "react";
import { cx } from "./cx.ts";

type Look = "primary" | "secondary" | "danger" | "ghost" | "plain-danger";

const looks: Record<Look, string> = {
  primary: "bg-accent-fill text-on-accent hover:bg-accent-fill-hover",
  secondary: "bg-button text-ink hover:bg-button-hover",
  danger: "bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
  ghost: "text-ink-2 hover:bg-hover hover:text-ink",
  "plain-danger": "text-danger hover:bg-danger-soft",
};

export interface ButtonProps extends Omit<ComponentProps<"button">, "disabled"> {
  readonly look?: Look;
  readonly size?: "md" | "lg";
  /** Fills the width it is given. */
  readonly wide?: boolean;
  readonly icon?: ReactNode;
  /** Work is under way: stays focusable, takes no clicks, and says these words instead of its own. */
  readonly busy?: string | false | undefined;
  readonly disabled?: boolean;
}

/** A verb that names its effect. */
export function Button({
  look = "secondary",
  size = "md",
  wide = false,
  icon,
  busy,
  disabled = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const idle = disabled || Boolean(busy);
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={idle || undefined}
      aria-busy={busy ? true : undefined}
      onClick={(event) => {
        if (idle) event.preventDefault();
        else onClick?.(event);
      }}
      className={cx(
        "inline-flex shrink-0 select-none items-center justify-center gap-2 rounded-control font-medium transition-colors",
        size === "lg" ? "h-10 px-4 text-15" : "h-8 px-3 text-14",
        "touch:min-h-11 forced:border forced:border-current",
        disabled && !busy ? "bg-button text-ink-3" : looks[look],
        wide && "w-full",
        className,
      )}
    >
      {busy ? <Turning /> : icon}
      {busy || children}
    </button>
  );
}

function Turning() {
  return (
    <span
      aria-hidden="true"
      className="size-4 shrink-0 animate-turn rounded-full border-2 border-current border-t-transparent opacity-70"
    />
  );
}
