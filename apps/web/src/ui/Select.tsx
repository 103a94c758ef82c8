import { Select as Base } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";

/** One of several, folded away. */
export function Select<V extends string>({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: V;
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}) {
  return (
    <Base.Root
      items={options}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onChange(next as V);
      }}
    >
      <Base.Trigger
        aria-label={label}
        className="flex h-8 min-w-36 max-w-full items-center justify-between gap-2 rounded-control border border-line-control bg-raised px-3 text-14 text-ink hover:border-ink-3 touch:h-11"
      >
        <Base.Value className="truncate" />
        <Base.Icon className="text-ink-2">
          <ChevronsUpDown aria-hidden="true" className="size-4" strokeWidth={1.75} />
        </Base.Icon>
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-auto rounded-card bg-float p-1 text-ink shadow-float outline-none transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex h-8 cursor-pointer select-none items-center gap-2 rounded-control pr-3 pl-2 text-14 outline-none data-highlighted:bg-float-hover touch:h-11"
              >
                <span className="grid size-4 place-items-center">
                  <Base.ItemIndicator>
                    <Check aria-hidden="true" className="size-4" strokeWidth={1.75} />
                  </Base.ItemIndicator>
                </span>
                <Base.ItemText>{option.label}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
