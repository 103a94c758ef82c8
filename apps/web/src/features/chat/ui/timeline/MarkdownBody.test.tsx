// @vitest-environment jsdom
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { MarkdownBody } from "./MarkdownBody.tsx";

afterEach(cleanup);

it("draws what a machine wrote without its pictures and scripts, and says where each link leads", async () => {
  const hostile = [
    "**Bold** and [my bank](https://evil.example/login) and https://plain.example/x",
    "![seen](https://evil.example/pixel.png)",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "[click](javascript:alert(1)) [@rosa](https://matrix.to/#/@rosa:localhost)",
  ].join("\n\n");
  const { container } = render(<MarkdownBody text={hostile} />);
  await waitFor(() => expect(container.querySelector("strong")?.textContent).toBe("Bold"));
  expect(container.querySelectorAll("img, script, iframe")).toHaveLength(0);
  const links = [...container.querySelectorAll("a")].map((link) => link.getAttribute("href"));
  expect(links.every((href) => href?.startsWith("https://"))).toBe(true);
  expect(screen.getAllByText("(evil.example)", { exact: false }).length).toBeGreaterThan(0);
  // An address that is written out says it itself.
  expect(container.textContent).not.toContain("(plain.example)");
  // Outside of a room nobody is named: it is a link like others.
  expect(screen.getByText(/matrix\.to/u)).toBeTruthy();
});
