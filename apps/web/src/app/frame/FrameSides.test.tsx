// @vitest-environment jsdom
import { buildSession, buildSpace } from "@parley/testkit";
import { cleanup, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { Place } from "../../shared/navigation.ts";
import { renderInWorld } from "../../shared/testing/fake-world.tsx";
import { TitleContext } from "../../shared/use-title.ts";
import { ListTitle } from "./FrameSides.tsx";

afterEach(cleanup);

it.each<[Place, string]>([
  [{ at: "chats" }, "Chats · Parley"],
  [{ at: "space", spaceId: "!atelier" }, "Atelier · Parley"],
  [{ at: "settings" }, "Settings · Parley"],
])("names the tab after a list that stands alone: %o", async (place, title) => {
  const session = buildSession({ spaces: [buildSpace({ id: "!atelier", name: "Atelier" })] });
  const titles: string[] = [];
  renderInWorld(
    <TitleContext value={(next) => void titles.push(next)}>
      <ListTitle place={place} />
    </TitleContext>,
    { session },
  );
  await waitFor(() => expect(titles).toEqual([title]));
});
