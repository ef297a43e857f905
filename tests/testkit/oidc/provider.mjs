// A real OpenID Connect provider on loopback. Whoever types a login is known by it: `taro` is taro@example.jp,
// and a login that begins with `unproved-` has an address nobody verified. Clients register themselves.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const port = Number(process.argv[2]);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  features: { devInteractions: { enabled: true }, registration: { enabled: true } },
  cookies: { keys: ["only-for-tests"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({
      sub: `subject-of-${id}`,
      name: id,
      email: `${id.replace(/^unproved-/, "")}@example.jp`,
      email_verified: !id.startsWith("unproved-"),
    }),
  }),
});

createServer(provider.callback()).listen(port, "127.0.0.1", () => process.stdout.write("ready\n"));
