import { type ComponentType, createContext, type ReactNode, useContext } from "react";

/**
 * A place in one feature that others fill; `app/` joins them. A feature declares
 * `export const headerActions = slot<{ roomId: string }>("room-header")` and draws `<SlotOutlet slot={…} roomId=… />`.
 */
export interface Slot<P extends object> {
  readonly name: string;
  /** Only for the type. */
  readonly props?: P;
}

export function slot<P extends object>(name: string): Slot<P> {
  return { name };
}

/** What stands in a slot, in order. */
export interface Filling {
  readonly slot: string;
  readonly key: string;
  /** Takes the props of its slot; `fillSlot` sees to that. */
  readonly component: unknown;
}

export function fillSlot<P extends object>(slotToFill: Slot<P>, key: string, component: ComponentType<P>): Filling {
  return { slot: slotToFill.name, key, component };
}

const FillingsContext = createContext<readonly Filling[]>([]);

export function SlotFillings({
  fillings,
  children,
}: {
  readonly fillings: readonly Filling[];
  readonly children: ReactNode;
}) {
  return <FillingsContext value={fillings}>{children}</FillingsContext>;
}

/** Draws everything that fills the slot. */
export function SlotOutlet<P extends object>({ slot: place, props }: { readonly slot: Slot<P>; readonly props: P }) {
  const fillings = useContext(FillingsContext);
  return fillings
    .filter((filling) => filling.slot === place.name)
    .map((filling) => {
      const Component = filling.component as ComponentType<P>;
      return <Component key={filling.key} {...props} />;
    });
}
