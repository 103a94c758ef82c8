import { MessagesSquare } from "lucide-react";

/** The sign of the product. */
export function Mark() {
  return (
    <span aria-hidden="true" className="grid size-9 place-items-center rounded-card bg-accent-fill text-on-accent">
      <MessagesSquare className="size-5" strokeWidth={1.75} />
    </span>
  );
}
