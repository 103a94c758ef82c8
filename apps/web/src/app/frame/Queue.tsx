import { draftOfWords } from "../../features/chat/index.ts";
import { QueueDialog } from "../../features/queue/index.ts";
import { useSession } from "../../shared/contexts.ts";
import { useClock } from "../../shared/time.ts";

/** What waits to be sent; other words for it name people as the field does. */
export function Queue({ onClose }: { readonly onClose: () => void }) {
  const session = useSession();
  const clock = useClock();
  return <QueueDialog draftOf={(roomId, text) => draftOfWords(session, roomId, text, clock)} onClose={onClose} />;
}
