import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useParley } from "../shared/contexts.ts";
import { useSignal } from "../shared/use-signal.ts";
import { Starting } from "./Starting.tsx";
import { useWorld } from "./world-context.ts";

/** Around all that needs a session: waits for one, and leads visitors to the door. */
export function Members() {
  const { at } = useSignal(useWorld().state);
  if (at === "member") return <Outlet />;
  return (
    <>
      <Starting />
      {at === "visitor" && <ToTheDoor />}
    </>
  );
}

/** Leads a visitor to set-up where there is no owner yet, else to the sign-in page. */
function ToTheDoor() {
  const { history } = useRouter();
  const parley = useParley();
  useEffect(() => {
    let here = true;
    const lead = (href: string) => {
      if (here) history.replace(href);
    };
    parley
      .call("auth.discover", {})
      .then(({ setup }) => lead(setup === "needed" ? "/setup" : "/sign-in"))
      // The sign-in page says in words that the server does not answer.
      .catch(() => lead("/sign-in"));
    return () => {
      here = false;
    };
  }, [history, parley]);
  return null;
}
