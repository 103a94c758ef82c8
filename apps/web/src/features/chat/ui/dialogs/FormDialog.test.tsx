// @vitest-environment jsdom
import { buildSession } from "@parley/testkit";
import { act, cleanup, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, it } from "vitest";
import { useTask } from "../../../../shared/use-task.ts";
import { renderChat } from "../testing/render-chat.tsx";
import { FormDialog, useLeading } from "./FormDialog.tsx";
import { NameField } from "./NameField.tsx";

afterEach(cleanup);

function Form({ onClose }: { readonly onClose: () => void }) {
  const { focusAfter, leave } = useLeading();
  const task = useTask(async () => {
    leave();
    onClose();
  });
  return (
    <FormDialog title="Make" verb="Make it" doing="Making" task={task} onClose={onClose} focusAfter={focusAfter}>
      <input aria-label="Name" />
    </FormDialog>
  );
}

/** Its field takes the focus as it is drawn, before anything can look what had it. */
function Naming({ onClose }: { readonly onClose: () => void }) {
  const task = useTask(async () => {});
  return (
    <FormDialog title="Name" verb="Name it" doing="Naming" task={task} onClose={onClose}>
      <NameField label="Name" value="" onChange={() => {}} shown={false} />
    </FormDialog>
  );
}

function Opener({ form: Opened = Form }: { readonly form?: typeof Form }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Open
      </button>
      {open && <Opened onClose={() => setOpen(false)} />}
    </>
  );
}

it("leaves the focus to the place that it leads to, and gives it back where nothing was made", async () => {
  renderChat(buildSession({}), <Opener />);
  const opener = screen.getByRole("button", { name: "Open" });
  const answer = async (name: string) => {
    opener.focus();
    fireEvent.click(opener);
    await waitFor(() => expect(screen.getByRole("dialog").contains(document.activeElement)).toBe(true));
    fireEvent.click(screen.getByRole("button", { name }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await act(async () => {});
  };
  await answer("Cancel");
  expect(document.activeElement).toBe(opener);
  await answer("Make it");
  expect(document.activeElement).toBe(document.body);
});

it("gives the focus back to the button that opened it though a field took it at once", async () => {
  renderChat(buildSession({}), <Opener form={Naming} />);
  const opener = screen.getByRole("button", { name: "Open" });
  opener.focus();
  fireEvent.click(opener);
  const field = screen.getByRole("textbox", { name: "Name" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  fireEvent.keyDown(field, { key: "Escape" });
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await act(async () => {});
  expect(document.activeElement).toBe(opener);
});
