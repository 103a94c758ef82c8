// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from "@testing-library/react";
import { useRef } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { renderInWorld } from "../../../../shared/testing/fake-world.tsx";
import { DropCover } from "./DropCover.tsx";
import { useFileDrop } from "./use-file-drop.ts";

afterEach(cleanup);

function Field({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const room = useFileDrop(box, onFiles);
  return <div ref={box}>{room !== null && <DropCover room={room} />}</div>;
}

it("covers the whole room while files are held over it, and takes them wherever they are let go", () => {
  const onFiles = vi.fn();
  renderInWorld(
    <div data-room="">
      <p>said before</p>
      <Field onFiles={onFiles} />
    </div>,
  );
  const row = screen.getByText("said before");
  const room = row.parentElement;
  const file = new File(["x"], "a.txt");
  fireEvent.dragOver(row, { dataTransfer: { types: ["text/plain"] } });
  expect(screen.queryByText("Drop files to attach them")).toBeNull();
  const dataTransfer = { types: ["Files"], files: [file] };
  fireEvent.dragOver(row, { dataTransfer });
  expect(screen.getByText("Drop files to attach them").parentElement?.parentElement).toBe(room);
  fireEvent.drop(row, { dataTransfer });
  expect(onFiles).toHaveBeenCalledWith([file]);
  expect(screen.queryByText("Drop files to attach them")).toBeNull();
});
