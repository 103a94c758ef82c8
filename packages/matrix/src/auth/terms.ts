import { memberOf } from "./member-of.ts";

/** The documents of `m.login.terms`, in the first language that they have; addresses of pages alone. */
export function policiesOf(params: unknown): readonly { readonly name: string; readonly url: string }[] {
  const policies = memberOf(params, "policies");
  if (typeof policies !== "object" || policies === null) return [];
  return Object.values(policies)
    .slice(0, 10)
    .flatMap((policy: unknown) => {
      if (typeof policy !== "object" || policy === null) return [];
      const texts = [memberOf(policy, "en"), ...Object.values(policy)];
      const text = texts.find((candidate) => isPage(memberOf(candidate, "url")));
      const [name, url] = [memberOf(text, "name"), memberOf(text, "url")];
      if (typeof url !== "string") return [];
      return [{ name: typeof name === "string" && name !== "" ? name.slice(0, 200) : new URL(url).host, url }];
    });
}

function isPage(url: unknown): boolean {
  return typeof url === "string" && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
