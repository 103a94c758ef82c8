import { Activity, type ComponentProps, memo, startTransition, useEffect, useState } from "react";
import { RoomView, useRoomsAtHand } from "../../features/chat/index.ts";
import { afterPaint } from "../../shared/after-paint.ts";
import { type DrawnRoom, drawAnew, goTo } from "./drawn-rooms.ts";
import { Part } from "./Part.tsx";

type RoomProps = ComponentProps<typeof RoomView>;

/**
 * Fails alone, and stays as it is drawn while another is gone to. What is behind hears of nothing: `shown` has it drawn
 * from what it holds by then before it is placed, else it would open where it stood when it was drawn.
 */
const Room = memo(function Room({ shown: _, ...props }: RoomProps & { readonly shown: boolean }) {
  return (
    <Part name={props.roomId}>
      <RoomView {...props} />
    </Part>
  );
});

/**
 * The room in view, and behind it, drawn but neither shown nor at work, those that were left last and the one most likely
 * gone to next: a change of room shows what is there.
 */
export function Rooms({ onBack, ...inView }: RoomProps) {
  const { ahead, isAtHand, opening } = useRoomsAtHand();
  const [drawn, setDrawn] = useState<readonly DrawnRoom[]>([]);
  const rooms = goTo(drawn, inView.roomId);
  if (rooms !== drawn) setDrawn(rooms);
  useEffect(() => {
    if (rooms.some(({ left }) => left)) return afterPaint(() => startTransition(() => setDrawn(drawAnew)));
  }, [rooms]);
  const behind = rooms.slice(1).filter(({ roomId }) => isAtHand(roomId));
  if (ahead !== null && isAtHand(ahead) && rooms.every(({ roomId }) => roomId !== ahead)) {
    behind.push({ roomId: ahead, turn: 0 });
  }
  const all = [...rooms.slice(0, 1), ...behind];
  // In an order that stays: what is moved in the page loses where it is scrolled to.
  return all
    .sort((one, other) => (one.roomId < other.roomId ? -1 : 1))
    .map(({ roomId, turn }) => {
      const shown = roomId === inView.roomId;
      const back = onBack === undefined ? {} : { onBack };
      return (
        <Activity key={`${turn} ${opening(roomId)} ${roomId}`} mode={shown ? "visible" : "hidden"}>
          <Room {...(shown ? inView : { roomId, spaceId: null })} {...back} shown={shown} />
        </Activity>
      );
    });
}
