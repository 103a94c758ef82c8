declare module "livekit-client/e2ee-worker?worker" {
  const make: new () => Worker;
  export default make;
}
