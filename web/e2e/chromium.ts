/** The browser of the tests: the system's Chromium, which never reaches out to a network. */
export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const CLOSED_NETWORK = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-default-apps",
  "--disable-domain-reliability",
  "--disable-sync",
  "--metrics-recording-only",
  "--no-first-run",
  "--no-pings",
];
