import { Avatar } from "../../../ui/Avatar.tsx";
import type { Agent } from "../model/lists.ts";

/** The face of an agent: a rounded square with a spark. Its picture lies with us. */
export function AgentFace({ agent, size }: { readonly agent: Agent; readonly size: 20 | 24 | 40 | 64 }) {
  const { id, name, identity } = agent;
  return <Avatar kind="agent" id={id} name={name} size={size} src={identity.avatar ?? null} />;
}
