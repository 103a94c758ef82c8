import type { RoomList, RoomSummary, SpaceSummary } from "@parley/matrix";
import { type MouseEvent, type ReactNode, Suspense, useState } from "react";
import { notePress } from "../../../../shared/known-press.ts";
import { useRoomSlots } from "../../../../shared/room-slots.ts";
import { useStrings } from "../../../../shared/use-strings.ts";
import { MenuAt } from "../../../../ui/Menu.tsx";
import { findRoom, spaceOf } from "../../model/list.ts";
import { chatStrings } from "../../strings/index.ts";
import { useLongPress } from "../long-press.ts";
import { CategoryDeeds, RowMenu, SpaceDeeds } from "./lazy.ts";
import { type RoomDeed, RoomQuestion } from "./RoomQuestion.tsx";
import { type SpaceQuestion, SpaceQuestions } from "./SpaceQuestions.tsx";

type Target =
  | { readonly kind: "room"; readonly room: RoomSummary; readonly space: SpaceSummary | null }
  | { readonly kind: "space"; readonly space: SpaceSummary }
  | { readonly kind: "category"; readonly space: SpaceSummary; readonly categoryId: string };

/** A category that is being asked about. */
interface Changing extends Pick<Extract<Target, { kind: "category" }>, "space" | "categoryId"> {
  readonly kind: "rename" | "remove";
  readonly open: boolean;
}

interface Opened {
  readonly row: HTMLElement;
  readonly at: { readonly x: number; readonly y: number };
}

/** What a row stands for, as the list is now. */
function targetOf(list: RoomList, { dataset }: HTMLElement, arranged: SpaceSummary | undefined): Target | null {
  if (dataset.room !== undefined) {
    const room = findRoom(list, dataset.room);
    return room === null ? null : { kind: "room", room, space: spaceOf(list, room.id) };
  }
  const { category: categoryId } = dataset;
  if (categoryId === undefined) {
    const space = list.spaces.find(({ id }) => id === dataset.space);
    return space === undefined ? null : { kind: "space", space };
  }
  // Ids of categories are what whoever manages a server writes: two servers may have the same.
  return arranged !== undefined ? { kind: "category", space: arranged, categoryId } : null;
}

/**
 * The menu of a row (`data-room`, `data-space`, `data-category`): by the right button, by the menu key, by a finger that
 * rests on it. `props` are for what holds the rows. `arranged`: the server whose order they show, if any.
 */
export function useListMenu(
  list: RoomList,
  arranged?: SpaceSummary,
): {
  readonly props: { readonly onContextMenu: (event: MouseEvent) => void } & ReturnType<typeof useLongPress>;
  readonly menu: ReactNode;
} {
  const t = useStrings(chatStrings);
  const slots = useRoomSlots();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [asking, setAsking] = useState<{ readonly space: SpaceSummary; readonly question: SpaceQuestion } | null>(null);
  const [questioned, setQuestioned] = useState<(Extract<Target, { kind: "room" }> & { deed: RoomDeed }) | null>(null);
  const [changing, setChanging] = useState<Changing | null>(null);
  const target = opened === null ? null : targetOf(list, opened.row, arranged);
  const nameOf = (of: Target): string =>
    of.kind === "room"
      ? of.room.name
      : of.kind === "space"
        ? of.space.name
        : (of.space.categories.find(({ id }) => id === of.categoryId)?.name ?? "");
  /** Null: of something else the browser has a menu of its own. */
  const rowAt = (on: EventTarget): HTMLElement | null => {
    const row = on instanceof Element ? on.closest<HTMLElement>("[data-room], [data-space], [data-category]") : null;
    return row === null || targetOf(list, row, arranged) === null ? null : row;
  };
  const press = useLongPress((on, at) => {
    const row = rowAt(on);
    if (row !== null) {
      notePress();
      setOpened({ at, row });
    }
    return row !== null;
  });
  return {
    props: {
      ...press,
      onContextMenu(event) {
        const row = rowAt(event.target);
        // With Shift one gets the browser's own, which opens the row in a new tab.
        if (row === null || event.shiftKey) return;
        event.preventDefault();
        const { left, bottom } = row.getBoundingClientRect();
        const byKey = event.clientX === 0 && event.clientY === 0;
        setOpened({ at: byKey ? { x: left, y: bottom } : { x: event.clientX, y: event.clientY }, row });
      },
    },
    menu: (
      <>
        {opened !== null && target !== null && (
          <MenuAt
            label={t("roomMenu", { room: nameOf(target) })}
            at={opened.at}
            from={opened.row}
            onClose={() => setOpened(null)}
          >
            <Suspense>
              {target.kind === "room" && (
                <RowMenu
                  room={target.room}
                  space={target.space}
                  moves={arranged !== undefined && arranged.id === target.space?.id}
                  ask={(deed) => setQuestioned({ ...target, deed })}
                />
              )}
              {target.kind === "space" && (
                <SpaceDeeds
                  space={target.space}
                  ask={(question) => setAsking({ space: target.space, question })}
                  moves={slots !== null && <slots.SpaceMoves spaceId={target.space.id} />}
                />
              )}
              {target.kind === "category" && (
                <CategoryDeeds
                  space={target.space}
                  categoryId={target.categoryId}
                  ask={(question) => setAsking({ space: target.space, question })}
                >
                  {slots !== null && (
                    <slots.CategoryDeeds
                      space={target.space}
                      categoryId={target.categoryId}
                      ask={(kind) => setChanging({ ...target, kind, open: true })}
                    />
                  )}
                </CategoryDeeds>
              )}
            </Suspense>
          </MenuAt>
        )}
        {asking !== null && <SpaceQuestions {...asking} onClose={() => setAsking(null)} />}
        {changing !== null && slots !== null && (
          <Suspense>
            <slots.CategoryQuestion
              {...changing}
              space={arranged?.id === changing.space.id ? arranged : changing.space}
              onClose={() => setChanging({ ...changing, open: false })}
            />
          </Suspense>
        )}
        {questioned !== null && <RoomQuestion {...questioned} onClose={() => setQuestioned(null)} />}
      </>
    ),
  };
}
