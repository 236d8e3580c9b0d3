/** Only addresses of this product: a link must not send people elsewhere after the sign-in. */
export function safeTarget(to: string | undefined): string {
  if (!to?.startsWith("/")) return "/";
  const origin = "http://truss.invalid";
  const url = URL.canParse(to, origin) ? new URL(to, origin) : null;
  return url?.origin === origin ? `${url.pathname}${url.search}${url.hash}` : "/";
}
