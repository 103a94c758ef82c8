import { invite, setUp, signUp } from "@parley/testkit/people";
import type { RunningParley } from "@parley/testkit/stack";
import type { Page } from "@playwright/test";

export const rosa = { name: "rosa", password: "correct horse battery", server: "Atelier" };
export const tomas = { name: "tomas", password: "staple battery horse" };

/** Making an account and its keys, on a busy machine. */
const slowMs = 150_000;

/** rosa, who set this Parley up, and tomas, who came by her invitation; both are where he arrived. */
export async function twoPeople(
  parley: RunningParley,
  newPage: () => Promise<Page>,
): Promise<{ readonly one: Page; readonly other: Page }> {
  const one = await newPage();
  await setUp(one, parley.setupLink() ?? "", rosa, slowMs);
  const other = await newPage();
  await signUp(other, await invite(one, rosa.server), tomas, slowMs);
  return { one, other };
}
