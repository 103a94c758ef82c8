import { PageHeader } from "./PageHeader.tsx";
import { RoomPreview } from "./RoomPreview.tsx";

/** Where a link to a room or server leads. */
export function JoinPage({
  target,
  via,
  onBack,
}: {
  readonly target: string;
  readonly via: readonly string[];
  readonly onBack: (() => void) | undefined;
}) {
  return (
    <div className="flex min-h-0 flex-1 flex-col bg-content">
      {onBack !== undefined && <PageHeader onBack={onBack} />}
      <RoomPreview key={target} target={target} via={via} />
    </div>
  );
}
