/** The part of a browser's page that scenes use. Selectors say nothing in a language: each scene is shot in all. */
export interface Screen {
  click(selector: string, options?: { readonly button?: "right" }): Promise<void>;
  hover(selector: string): Promise<void>;
  /** As a finger that rests on it. */
  hold(selector: string): Promise<void>;
  fill(selector: string, text: string): Promise<void>;
  press(selector: string, key: string): Promise<void>;
}

/** One screen in one state. */
export interface Scene {
  /** Names the picture; unique. */
  readonly name: string;
  /** The route that it shows, as the router spells it. */
  readonly route: string;
  /** What is opened: an address of the stage with its scenario. */
  readonly path: string;
  /** What one does to come there. */
  readonly act?: (screen: Screen) => Promise<void>;
  /** Something of it loads for ever: that is what it shows. */
  readonly loading?: true;
  /** Only where the frame has this shape. */
  readonly only?: "phone" | "wide";
}
